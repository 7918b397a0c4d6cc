import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dottedOid, integerMagnitude, octetsOf, parseDer } from '../../src/signatures/der.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const toHex = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes).toString('hex')

describe('parseDer()', () => {
  it('reads constructed values as trees', () => {
    const node = parseDer(hex('30 07 02 01 05 30 02 05 00 ff'))
    expect(node?.tag).toBe(0x30)
    expect(node?.children.map(({ tag }) => tag)).toEqual([0x02, 0x30])
    expect(node?.children[1]?.children[0]).toMatchObject({ tag: 0x05, children: [] })
  })

  it.each([
    ['a long length', `3081 80 04 7e ${'00'.repeat(126)}`, 1],
    ['a length of more octets than it needs', '30 84 00 00 00 03 02 01 05', 1],
    ['an indefinite length', '30 80 02 01 05 30 80 05 00 00 00 00 00', 2],
    ['a tag above 30', '30 04 1f 81 01 00', 1],
  ])('reads %s', (_, text, count) => {
    expect(parseDer(hex(text))?.children).toHaveLength(count)
  })

  it.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['content that is cut', '04 05 00'],
    ['a child that passes its parent', '30 03 04 05 00 00 00 00'],
    ['an indefinite length without an end', '30 80 05 00'],
    ['an indefinite length of a primitive value', '04 80 00 00'],
    ['a length that is cut', '04 84 00'],
    ['a length beyond any file', '04 88 ff ff ff ff ff ff ff ff'],
    ['nesting without end', '30 80'.repeat(500)],
  ])('refuses %s', (_, text) => {
    expect(parseDer(hex(text))).toBeUndefined()
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseDer(bytes)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('octetsOf()', () => {
  it.each([
    ['a primitive string', '04 02 aa bb', 'aabb'],
    ['a string in parts', '24 80 04 01 aa 24 03 04 01 bb 00 00', 'aabb'],
  ])('gives %s', (_, text, expected) => {
    const node = parseDer(hex(text))
    expect(node && toHex(octetsOf(node))).toBe(expected)
  })
})

describe('dottedOid()', () => {
  it.each([
    ['06 03 55 04 03', '2.5.4.3'],
    ['06 09 60 86 48 01 65 03 04 02 01', '2.16.840.1.101.3.4.2.1'],
    ['06 01 27', '0.39'],
    ['06 02 88 37', '2.999'],
    ['06 0a ff ff ff ff ff ff ff ff ff 7f', '2.1180591620717411303343'],
    ['06 00', undefined],
    ['06 02 2a 86', undefined],
    ['06 03 2a 80 01', undefined],
    ['04 01 27', undefined],
  ])('%s is %s', (text, expected) => {
    const node = parseDer(hex(text))
    expect(node && dottedOid(node)).toBe(expected)
  })
})

describe('integerMagnitude()', () => {
  it.each([
    ['02 01 05', '05'],
    ['02 03 00 80 ff', '80ff'],
    ['02 01 00', ''],
    ['02 01 fb', '05'],
    ['02 02 ff 00', '0100'],
    ['02 00', undefined],
    ['02 02 00 05', undefined],
    ['02 02 ff 85', undefined],
    ['04 01 05', undefined],
  ])('%s has the octets %j', (text, expected) => {
    const node = parseDer(hex(text))
    expect(node && toHex(integerMagnitude(node))).toBe(expected)
  })
})
