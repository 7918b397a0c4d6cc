import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { bytesAt, memoryRange } from '../../src/archives/byte-range.ts'
import type { Host, TemporaryFile } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { expand } from '../../src/sources/expand.ts'

function hostThatCounts(): { readonly host: Host; readonly made: TemporaryFile[] } {
  const made: TemporaryFile[] = []
  const host = {
    ...nodeHost,
    createTemporaryFile() {
      const file = nodeHost.createTemporaryFile()
      made.push(file)
      return file
    },
  }
  return { host, made }
}

it('expand() keeps small streams in memory, which later calls leave alone', async () => {
  const { host, made } = hostThatCounts()
  const first = await expand(host, memoryRange(gzipSync(Buffer.alloc(1000, 1))), 'gzip')
  await expand(host, memoryRange(gzipSync(Buffer.alloc(1000, 2))), 'gzip')
  expect(Buffer.from(bytesAt(first, 0, 1000)).equals(Buffer.alloc(1000, 1))).toBe(true)
  expect(made).toEqual([])
})

it('expand() puts large streams into a temporary file', async () => {
  const { host, made } = hostThatCounts()
  const bytes = Buffer.alloc(65 * 1024 ** 2, 'pattern of text')
  const range = await expand(host, memoryRange(gzipSync(bytes, { level: 0 })), 'gzip')
  expect(made).toHaveLength(1)
  expect(range.size).toBe(bytes.length)
  expect(Buffer.from(bytesAt(range, 50_000_000, 100)).equals(bytes.subarray(50_000_000, 50_000_100))).toBe(
    true,
  )
  made[0]?.close()
})
