import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { askFleet, askFleetSql, fleetQuery, isUrl, sqlOf } from '../../src/fleet/fleet.ts'
import { tempTree } from '../support/temp-tree.ts'
import { MODULE, NEW, OLD, twoKernels } from './two-kernels.ts'

async function ask(
  directory: string,
  question: string,
  words: readonly string[],
  columns: readonly string[],
) {
  const answer = await askFleet(directory, await fleetQuery(question, words))
  return answer.rows.map((row) => columns.map((name) => row[answer.columns.indexOf(name)]))
}

describe('askFleet()', () => {
  it('answers each canned question', async () => {
    const directory = await twoKernels()
    const device = ['release', 'modname', 'pattern']
    const network = (release: string) => [release, 'net', 'pci:v00008086d0000125Bsv*sd*bc*sc*i*']
    expect(await ask(directory, 'device', ['8086:125b'], device)).toEqual([network(OLD), network(NEW)])
    expect(
      await ask(directory, 'device', ['pci:v00008086d0000125Bsv0sd0bc02sc00i00'], ['release', 'modname']),
    ).toEqual([
      [OLD, 'net'],
      [NEW, 'net'],
    ])
    // LIKE lets any character through where a bracket is: fnmatch does not.
    expect(await ask(directory, 'device', ['usb:v046DpC54dc1'], ['release'])).toEqual([[OLD], [NEW]])
    expect(await ask(directory, 'device', ['usb:v046DpC55dc1'], ['release'])).toEqual([])
    expect(await ask(directory, 'device', ['fs-ext4'], ['release', 'modname', 'builtin'])).toEqual([
      [NEW, 'ext4', true],
    ])
    expect(await ask(directory, 'symbol', ['dm_register'], ['release', 'owner', 'crc', 'changed'])).toEqual([
      [OLD, 'dm', 0x11, false],
      [NEW, 'dm', 0x12, true],
    ])
    expect(await ask(directory, 'matrix', ['ext4', 'more'], ['release', 'modname', 'state'])).toEqual([
      [OLD, 'ext4', 'module'],
      [OLD, 'more', 'absent'],
      [NEW, 'ext4', 'builtin'],
      [NEW, 'more', 'module'],
    ])
    expect(await ask(directory, 'builtin', ['ext4', 'dm'], ['modname', 'flavour', 'since', 'seen'])).toEqual([
      ['ext4', 'amd64', NEW, 'change'],
    ])
    expect(await ask(directory, 'signers', [], ['release', 'signature', 'module_count'])).toEqual([
      [OLD, 'none', 3],
      [NEW, 'none', 3],
    ])
    expect(await ask(directory, 'sizes', [], ['release', 'module_count', 'builtin_count'])).toEqual([
      [OLD, 3, 0],
      [NEW, 3, 1],
    ])
    expect(await ask(directory, 'sizes', ['more', 'ext4'], ['release', 'modname'])).toEqual([
      [OLD, 'ext4'],
      [NEW, 'more'],
    ])
    expect(await ask(directory, 'firmware', ['net'], ['firmware', 'first_release', 'last_release'])).toEqual([
      ['net/a.bin', OLD, NEW],
      ['net/b.bin', NEW, NEW],
    ])
  })

  it('finds kernels for which modules must be rebuilt', async () => {
    const directory = await twoKernels()
    const root = tempTree({ 'mine.ko': MODULE })
    const columns = [
      'release',
      'verdict',
      'same_count',
      'different_count',
      'missing_count',
      'first_different',
    ]
    expect(await ask(directory, 'rebuild', [`${root}/mine.ko`], columns)).toEqual([
      [OLD, 'fits', 2, 0, 0, null],
      [NEW, 'rebuild', 1, 1, 0, 'dm_register'],
    ])
  })

  it('needs kernels, and names what cannot be read', async () => {
    const query = await fleetQuery('symbol', ['x'])
    const empty = tempTree({ file: '' })
    await expect(askFleet(empty, query)).rejects.toThrow('there are no kernels in')
    await expect(askFleet(`${empty}/nothing`, query)).rejects.toThrow(`"${empty}/nothing"`)
  })

  it.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['foreign', () => Buffer.from('release,symbol\n1,2\n')],
    ['missing', () => undefined],
    [
      'damaged',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(60, 0xff), bytes.subarray(64)]),
    ],
  ])('names a table that is %s', async (_, damage) => {
    const directory = await twoKernels()
    const path = `${directory}/exports/release=${NEW}/architecture=x86_64/origin=test/part.parquet`
    const bytes = damage(fs.readFileSync(path))
    if (bytes === undefined) fs.rmSync(path)
    else fs.writeFileSync(path, bytes)
    const asked = askFleet(directory, await fleetQuery('symbol', ['dm_register']))
    await expect(asked).rejects.toMatchObject({ code: 'KMOD_ARCHIVE' })
    await expect(asked).rejects.toThrow(path)
  })
})

describe('askFleetSql()', () => {
  it('has every table as a view, with the partition columns as text', async () => {
    const directory = await twoKernels()
    const { rows } = await askFleetSql(
      directory,
      'SELECT release, architecture, origin, count(*) FROM imports GROUP BY ALL ORDER BY release',
    )
    expect(rows).toEqual([NEW, OLD].map((release) => [release, 'x86_64', 'test', 2]))
  })

  it('says what DuckDB has against a query', async () => {
    const directory = await twoKernels([OLD])
    await expect(askFleetSql(directory, 'SELEC 1')).rejects.toThrow('DuckDB refuses the query: Parser Error')
    await expect(askFleetSql(directory, 'SELECT * FROM nothing')).rejects.toMatchObject({
      code: 'KMOD_USAGE',
    })
  })
})

it('fleetQuery() refuses what is no question', async () => {
  await expect(fleetQuery('what', [])).rejects.toThrow(
    "fleet has no question 'what': it answers device, symbol",
  )
})

it('sqlOf() has the values in it', async () => {
  const sql = sqlOf(await fleetQuery('matrix', ['dm-mod']))
  expect(sql).toContain("WHERE modname IN ('dm_mod')")
  expect(sql).toContain("(SELECT 'dm_mod' AS modname) w")
})

it.each([
  ['http://host/dir', true],
  ['HTTPS://host', true],
  ['./http', false],
  ['/srv/http://x', false],
])('isUrl(%s)', (place, expected) => {
  expect(isUrl(place)).toBe(expected)
})
