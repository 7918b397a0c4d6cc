import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { askFleet, fleetQuery } from '../../src/fleet/fleet.ts'
import { indexFleet } from '../../src/fleet/fleet-index.ts'
import { openRemote } from '../../src/fleet/remote-tables.ts'
import { TABLE_FORMAT } from '../../src/fleet/table-layout.ts'
import { FORMAT_KEY } from '../../src/fleet/write-tables.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { textValues } from '../../src/parquet/columns.ts'
import { writeParquet } from '../../src/parquet/write-parquet.ts'
import { NEW, twoKernels } from './two-kernels.ts'
import { serve } from './web-server.ts'

const PART = `exports/release=${NEW}/architecture=x86_64/origin=test/part.parquet`

describe('askFleet() by URL', () => {
  it.each([true, false])('answers as from the directory; with ranges: %s', async (hasRanges) => {
    const directory = await twoKernels()
    await indexFleet(directory)
    const server = await serve(directory, { hasRanges })
    for (const [question, ...words] of [['symbol', 'dm_register'], ['device', '8086:125b'], ['sizes']]) {
      const query = await fleetQuery(question ?? '', words)
      const { fetched, ...answer } = await askFleet(`${server.url}/`, query)
      expect(answer).toEqual(await askFleet(directory, query))
      expect(fetched?.requests).toBe(server.requests.length)
      ;(server.requests as string[]).length = 0
    }
    server.close()
  })

  it('fetches of a large table the row groups that can have what is looked up', async () => {
    const directory = await twoKernels()
    const symbols = Array.from({ length: 40_000 }, (_, i) => `symbol_${String(i * 7919).padStart(9, '0')}`)
    const large = writeParquet({
      columns: [
        textValues('symbol', false, symbols),
        textValues(
          'owner',
          false,
          symbols.map((symbol) => `${symbol}owner`),
        ),
      ],
      sortedBy: 1,
      rowGroup: 4000,
      createdBy: 'tskmod version 1',
      metadata: [[FORMAT_KEY, String(TABLE_FORMAT)]],
    })
    fs.writeFileSync(`${directory}/${PART}`, large)
    await indexFleet(directory)
    const server = await serve(directory)
    const wanted = symbols[12_345] ?? ''
    const remote = await openRemote(server.url, { exports: { kind: 'texts', texts: [wanted] } }, nodeHost)
    const requests = server.requests.filter((line) => line.includes(NEW))
    expect(requests.length).toBe(2)
    expect(remote.fetched.bytes).toBeLessThan(large.length / 4)
    expect(fs.statSync(`${remote.directory}/${PART}`).size).toBeLessThan(large.length / 5)
    remote.close()
    expect(fs.existsSync(remote.directory)).toBe(false)
    server.close()
  })

  it('names what is missing, cut or foreign, and leaves nothing behind', async () => {
    const directory = await twoKernels()
    const server = await serve(directory)
    const query = await fleetQuery('symbol', ['dm_register'])
    await expect(askFleet(server.url, query)).rejects.toThrow(
      `Cannot read "${server.url}/index.json": the server answers 404 Not Found; tskmod fleet DIR index makes it`,
    )
    await indexFleet(directory)
    const bytes = fs.readFileSync(`${directory}/${PART}`)
    fs.writeFileSync(`${directory}/${PART}`, bytes.subarray(0, -10))
    await expect(askFleet(server.url, query)).rejects.toThrow(
      /Cannot read ".*exports.*": it has \d+ bytes where/,
    )
    fs.writeFileSync(`${directory}/${PART}`, Buffer.alloc(bytes.length))
    await expect(askFleet(server.url, query)).rejects.toThrow(
      /Cannot read ".*exports.*": it is no Parquet file/,
    )
    fs.rmSync(`${directory}/${PART}`)
    await expect(askFleet(server.url, query)).rejects.toThrow('the server answers 404')
    server.close()
    await expect(askFleet(server.url, query)).rejects.toThrow(/Cannot read ".*index.json": /)
  })
})
