import { expect, it } from 'vitest'
import { fetchRange } from '../../src/host/fetch-range.ts'
import { serve } from '../fleet/web-server.ts'
import { tempTree } from '../support/temp-tree.ts'

it.each([true, false])('fetches a part or all; with ranges: %s', async (hasRanges) => {
  const server = await serve(tempTree({ file: 'content' }), { hasRanges })
  expect(Buffer.from(await fetchRange(`${server.url}/file`)).toString()).toBe('content')
  expect(Buffer.from(await fetchRange(`${server.url}/file`, 2, 5)).toString()).toBe('nte')
  await expect(fetchRange(`${server.url}/file`, 2, 50)).rejects.toThrow(
    'it has 5 bytes where 48 were asked for',
  )
  await expect(fetchRange(`${server.url}/other`)).rejects.toMatchObject({
    code: 'KMOD_IO',
    message: `Cannot read "${server.url}/other": the server answers 404 Not Found`,
  })
  server.close()
})

it('names a server that does not answer', async () => {
  const server = await serve(tempTree({ file: '' }))
  server.close()
  await expect(fetchRange(`${server.url}/file`)).rejects.toThrow(`Cannot read "${server.url}/file": `)
})
