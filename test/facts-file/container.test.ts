import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deflateSections, encodeContainer, openContainer } from '../../src/facts-file/container.ts'
import { refusalOf } from '../support/refusal.ts'

const SECTIONS = new Map<string, Uint8Array>([
  ['empty', new Uint8Array(0)],
  ['small', Buffer.from('text')],
  ['large', Buffer.from('text '.repeat(1000))],
])

const refusal = (action: () => unknown): string => {
  const { code, message } = refusalOf(action)
  return `${code} ${message}`
}

const readAll = (file: Uint8Array): unknown[] => [...SECTIONS.keys()].map((name) => openContainer(file)(name))

describe('a container', () => {
  it('gives back every section, and nothing for another name', () => {
    const section = openContainer(encodeContainer(SECTIONS))
    for (const [name, bytes] of SECTIONS)
      expect(Buffer.from(section(name) ?? [1])).toEqual(Buffer.from(bytes))
    expect(section('other')).toBeUndefined()
  })

  it('is the same when sections were deflated before', async () => {
    const sections = new Map(SECTIONS).set('larger', Buffer.from('more text '.repeat(10_000)))
    const deflated = await deflateSections(sections)
    expect([...deflated.keys()]).toEqual([sections.get('larger')])
    expect(encodeContainer(sections, deflated)).toEqual(encodeContainer(sections))
  })

  it('packs what is worth it, and starts sections at multiples of 8', () => {
    const file = encodeContainer(SECTIONS)
    expect(file.length).toBeLessThan(400)
    expect(file.length % 8).toBe(0)
    expect(Buffer.from(file).indexOf('text') % 8).toBe(0)
  })

  it('gives back any sections', () => {
    const name = fc.string({ minLength: 1, maxLength: 40, unit: 'binary-ascii' })
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.uint8Array({ maxLength: 600 }), { noNullPrototype: true }),
        (all) => {
          const section = openContainer(encodeContainer(new Map(Object.entries(all))))
          for (const [key, bytes] of Object.entries(all))
            expect(Buffer.from(section(key) ?? [])).toEqual(Buffer.from(bytes))
        },
      ),
    )
  })

  it('refuses a file that is cut anywhere', () => {
    const file = encodeContainer(SECTIONS)
    let refused = 0
    for (let size = 0; size < file.length - 8; size++)
      if (refusal(() => readAll(file.subarray(0, size))).startsWith('KMOD_FACTS it is ')) refused++
    expect(refused).toBe(file.length - 8)
  })

  it('refuses a file in which any bit of the header or of a section has changed', () => {
    const file = encodeContainer(new Map([...SECTIONS].filter(([name]) => name !== 'large')))
    const end = Buffer.from(file).indexOf('text') + 4
    for (let at = 0; at < end; at++) {
      const changed = Buffer.from(file)
      changed[at] = (changed[at] ?? 0) ^ 4
      // Zeros between sections have no meaning.
      if (at >= end - 4 || at < 24)
        expect(
          refusal(() => readAll(changed)),
          `byte ${at}`,
        ).toMatch(/^KMOD_FACTS it /)
    }
  })

  it('names the version of a newer file', () => {
    const file = encodeContainer(SECTIONS)
    file[8] = 3
    expect(refusal(() => openContainer(file))).toBe(
      'KMOD_FACTS it has version 3 of the format; this program reads version 2',
    )
  })

  it('takes no memory for what a table claims', () => {
    const claims: readonly ((file: Buffer) => void)[] = [
      (file) => file.writeUInt32LE(0xffffffff, 12),
      (file) => file.writeUInt32LE(0xffffffff, 16),
      (file) => file.writeUInt32LE(0x7fffffff, 24 + 8),
      (file) => file.writeUInt32LE(0xffffffff, 24 + 4),
      (file) => file.writeUInt32LE(0xffffffff, 24),
    ]
    for (const claim of claims) {
      const file = Buffer.from(
        encodeContainer(new Map([['large', SECTIONS.get('large') ?? new Uint8Array()]])),
      )
      claim(file)
      const tableSize = file.readUInt32LE(16)
      if (tableSize < file.length) file.writeUInt32LE(crcOf(file.subarray(24, 24 + tableSize)), 20)
      expect(refusal(() => openContainer(file)('large'))).toMatch(/^KMOD_FACTS it is /)
    }
  })

  it('refuses a section that expands to another size', () => {
    const file = Buffer.from(encodeContainer(new Map([['large', SECTIONS.get('large') ?? new Uint8Array()]])))
    for (const size of [1, 4999, 5001]) {
      file.writeUInt32LE(size, 24 + 8)
      file.writeUInt32LE(crcOf(file.subarray(24, 24 + file.readUInt32LE(16))), 20)
      expect(refusal(() => openContainer(file)('large'))).toMatch(/^KMOD_FACTS it is damaged/)
    }
  })
})

/** By the checksum of a gzip stream, which is the same. */
function crcOf(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

it('the checksum of this test is that of zlib', () => {
  expect(deflateSync('').length).toBe(8)
  expect(crcOf(Buffer.from('123456789'))).toBe(0xcbf43926)
})
