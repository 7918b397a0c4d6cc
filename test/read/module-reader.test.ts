import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../src/base/byte-source.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { ModuleReader } from '../../src/read/module-reader.ts'
import { readModule } from '../../src/read/read-module.ts'
import { pack } from '../support/containers.ts'
import { whenClosed } from '../support/open-file.ts'
import { put, temporaryDirectory } from '../support/run-tsdepmod.ts'

const KIB = 1024

/** A frame of zstd to skip, as pzstd writes it before each of its own. */
const SKIPPABLE = Buffer.from('502a4d1804000000aabbccdd', 'hex')

/** Content in which every byte encodes its position. */
const numbered = (size: number): Buffer => {
  const bytes = Buffer.alloc(size)
  for (let i = 0; i < size; i++) bytes[i] = (i * 7 + (i >> 8)) & 0xff
  return bytes
}

function file(content: Uint8Array): string {
  const path = join(temporaryDirectory(), 'm.ko')
  put(path, content)
  return path
}

/** A host that counts how many bytes were read of files. */
function countingHost(): { host: Host; read: () => number } {
  let total = 0
  const openFile: Host['openFile'] = (path) => {
    const file = nodeHost.openFile(path)
    const counted = (count: number): number => {
      total += count
      return count
    }
    return {
      size: file.size,
      read: (...where) => counted(file.read(...where)),
      readOnce: (...where) => counted(file.readOnce(...where)),
      close: () => file.close(),
    }
  }
  return { host: { ...nodeHost, openFile }, read: () => total }
}

const ranges = (source: ByteSource, wanted: readonly [number, number][]): Buffer[] =>
  wanted.map(([start, end]) => {
    source.load(start, end)
    return Buffer.from(source.bytes.slice(start, end))
  })

/** What is thrown at once is a rejection here, as what comes later. */
const using = async <T>(reader: ModuleReader, path: string, action: (source: ByteSource) => T): Promise<T> =>
  reader.use(path, action)

describe('ModuleReader', () => {
  it.each([6, 100, 128 * KIB - 1, 128 * KIB, 128 * KIB + 1, 300 * KIB])(
    'gives the ranges of a plain file of %i bytes, in whatever order they are asked for',
    async (size) => {
      const content = numbered(size)
      const cut = (from: number, to: number): [number, number] => [Math.min(from, size), Math.min(to, size)]
      const wanted = [
        cut(size - 10, size),
        cut(0, 64),
        cut(150 * KIB, 151 * KIB),
        cut(size - 20 * KIB, size - 5 * KIB),
        cut(120 * KIB, 140 * KIB),
        cut(0, size),
      ].map(([from, to]): [number, number] => [Math.max(0, from), Math.max(0, to)])
      const got = await new ModuleReader(nodeHost).use(file(content), (source) => ranges(source, wanted))
      wanted.forEach(([from, to], i) => {
        expect(got[i]?.equals(content.subarray(from, to)), `${from} to ${to}`).toBe(true)
      })
    },
  )

  it('reads only what is requested', async () => {
    const { host, read } = countingHost()
    const size = 4096 * KIB
    await new ModuleReader(host).use(file(numbered(size)), (source) => source.load(size - 100, size))
    expect(read()).toBeLessThan(size / 16)
  })

  it('decompresses what is compressed, regardless of its name', async () => {
    const content = numbered(200 * KIB)
    const got = await new ModuleReader(nodeHost).use(file(gzipSync(content)), (source) =>
      Buffer.from(source.bytes.slice(0, source.size)),
    )
    expect(got.equals(content)).toBe(true)
  })

  it.each([
    ['members of gzip', (part: Uint8Array) => gzipSync(part)],
    ['frames of zstd', (part: Uint8Array) => pack(part, 'zst')],
    [
      'frames of zstd, each after one to skip',
      (part: Uint8Array) => Buffer.concat([SKIPPABLE, pack(part, 'zst')]),
    ],
    ['streams of xz', (part: Uint8Array) => pack(part, 'xz')],
  ])('joins two %s', async (_, compress) => {
    const content = numbered(200 * KIB)
    const parts = [content.subarray(0, 77_777), content.subarray(77_777)]
    const reader = new ModuleReader(nodeHost)
    const path = file(Buffer.concat(parts.map(compress)))
    for (let i = 0; i < 2; i++) {
      const got = await reader.use(path, (source) => ranges(source, [[0, source.size]])[0])
      expect(got?.equals(content)).toBe(true)
    }
  })

  it('reads files at the same time that only the reference reads, each for itself', async () => {
    const contents = Array.from({ length: 30 }, (_, i) => Buffer.alloc(5000 + i, i))
    for (const format of ['gz', 'zst'] as const) {
      const paths = contents.map((content) =>
        file(Buffer.concat([content.subarray(0, 9), content.subarray(9)].map((part) => pack(part, format)))),
      )
      const found = await Promise.all(paths.map((path) => readModule(nodeHost, path)))
      expect(found.map((bytes, i) => Buffer.compare(bytes, contents[i] ?? bytes))).toEqual(
        contents.map(() => 0),
      )
    }
  })

  it.each([
    ['is empty', () => file(Buffer.alloc(0)), { code: 'KMOD_ELF_MALFORMED' }],
    ['has 5 bytes', () => file(Buffer.from('\x7fELF\x02', 'latin1')), { code: 'KMOD_ELF_MALFORMED' }],
    ['is not there', () => '/nowhere/m.ko', { code: 'KMOD_IO', details: { errno: 'ENOENT' } }],
    ['is a directory', () => temporaryDirectory(), { code: 'KMOD_IO', details: { errno: 'EISDIR' } }],
    [
      'says it is larger than any module',
      () => {
        const path = file(numbered(10))
        truncateSync(path, 1024 ** 3 + 1)
        return path
      },
      { code: 'KMOD_LIMIT' },
    ],
    [
      'is cut gzip',
      () => file(gzipSync(numbered(1000)).subarray(0, 60)),
      { code: 'KMOD_COMPRESSION_CORRUPT' },
    ],
  ])('refuses a file that %s', async (_, path, expected) => {
    await expect(using(new ModuleReader(nodeHost), path(), () => undefined)).rejects.toMatchObject(expected)
  })

  it('closes the file, whatever happens', async () => {
    let open = 0
    const openFile: Host['openFile'] = (path) => {
      const file = nodeHost.openFile(path)
      open++
      return whenClosed(file, () => open--)
    }
    const reader = new ModuleReader({ ...nodeHost, openFile })
    await reader.use(file(numbered(10)), () => undefined)
    await expect(
      using(reader, file(numbered(10)), () => {
        throw new TypeError('oops')
      }),
    ).rejects.toThrowError(TypeError)
    await expect(using(reader, file(gzipSync('x').subarray(0, 12)), () => undefined)).rejects.toThrowError()
    expect(open).toBe(0)
  })

  it('answers at once, but for the first file of a compression', async () => {
    const reader = new ModuleReader(nodeHost)
    const sizeOf = (path: string): unknown => reader.use(path, ({ size }) => size)
    expect(sizeOf(file(numbered(10)))).toBe(10)
    expect(await sizeOf(file(gzipSync(numbered(20))))).toBe(20)
    expect(sizeOf(file(gzipSync(numbered(30))))).toBe(30)
  })

  it('reports a file that gets shorter while it is read', async () => {
    const path = file(numbered(300 * KIB))
    const run = using(new ModuleReader(nodeHost), path, (source) => {
      truncateSync(path, 100 * KIB)
      source.load(200 * KIB, 201 * KIB)
    })
    await expect(run).rejects.toMatchObject({ code: 'KMOD_IO', details: { errno: 'EIO' } })
  })
})
