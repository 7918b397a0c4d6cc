import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { bytesAt, memoryRange } from '../../src/archives/byte-range.ts'
import type { Host, TemporaryFile } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { expand } from '../../src/sources/expand.ts'
import { itWith } from '../support/programs.ts'

const it = itWith('xz', 'zstd')

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

/** Text that compresses to a fifth. */
const TEXT = Buffer.from(Array.from({ length: 700_000 }, (_, i) => `${(i * 7919) % 99_991} line\n`).join(''))

it.each([
  ['xz', ['-0']],
  ['xz', ['-0', '--block-size=2000000']],
  ['xz', ['--x86', '--lzma2=preset=0']],
  ['zstd', ['-q', '-1']],
  ['gzip', ['-1']],
] as const)('expand() gives what %s %j has compressed, for threads as well', async (name, options) => {
  const { host, made } = hostThatCounts()
  const bytes = execFileSync(name, ['-c', ...options], { input: TEXT, maxBuffer: 2 ** 26 })
  const range = await expand(host, memoryRange(bytes), name)
  expect(made).toHaveLength(1)
  expect(range.place).toMatchObject({ offset: 0 })
  expect(Buffer.from(bytesAt(range, 0, range.size)).equals(TEXT)).toBe(true)
  made[0]?.close()
})

it('expand() refuses a bomb before it fills the disk', async () => {
  const zeros = execFileSync('sh', ['-c', 'head -c 200000000 /dev/zero | zstd -q -19'], {
    maxBuffer: 2 ** 26,
  })
  for (const name of ['zstd', 'xz'] as const) {
    const bytes =
      name === 'zstd'
        ? zeros
        : execFileSync('sh', ['-c', 'head -c 200000000 /dev/zero | xz -0'], { maxBuffer: 2 ** 26 })
    const error = await expand(nodeHost, memoryRange(bytes), name).catch((refusal: unknown) => refusal)
    expect(error).toMatchObject({ code: 'KMOD_LIMIT' })
  }
})
