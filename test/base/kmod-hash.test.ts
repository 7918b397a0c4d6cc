import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/base/bytes.ts'
import { inModnameOrder, kmodHash, modnameBucket } from '../../src/base/kmod-hash.ts'

const hash = (text: string): number => kmodHash(bytesOf(text), 0, text.length)
const named = (modnames: readonly string[]) => modnames.map((modname) => ({ modname }))
const order = (modnames: readonly string[]) => inModnameOrder(named(modnames)).map(({ modname }) => modname)

// Measured: `depmod -b hv 6.1.0` of kmod 34.2 on files of these names without a modules.order: lines of modules.dep.
const MEASURED = [
  'nf_tables i2c_core crc32c_intel loop snd_hda_intel c xfs e1000e b btrfs ext4 a usb_storage tun x8664'.split(
    ' ',
  ),
  ['z', 'abcd\xe4', 'q\xc3\xa4q', '\xe4', 'abc\xf6xyz', 'ab\xff'],
]

describe('inModnameOrder()', () => {
  it.each(MEASURED.map((modnames) => [modnames]))('orders %s as kmod does', (modnames) => {
    expect(order(modnames.toSorted())).toEqual(modnames)
  })

  it('does not depend on the order it is given', () => {
    const modnames = fc.uniqueArray(fc.stringMatching(/^[a-z0-9_]{1,12}$/), { minLength: 2 })
    const shuffled = modnames.chain((names) =>
      fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length })),
    )
    fc.assert(
      fc.property(shuffled, ([names, others]) => {
        expect(order(others)).toEqual(order(names))
      }),
    )
  })

  it('goes by bucket first and by strcmp() inside one', () => {
    const modnames = Array.from({ length: 3000 }, (_, i) => `m${i}`)
    const expected = modnames.toSorted((a, b) => modnameBucket(a) - modnameBucket(b) || (a < b ? -1 : 1))
    expect(order(modnames)).toEqual(expected)
  })
})

/** The hash by the words of its specification, on big integers. */
function specifiedHash(bytes: Uint8Array): number {
  const M = 0xffffffffn
  const signed = (at: number) => BigInt.asUintN(32, BigInt(((bytes[at] ?? 0) << 24) >> 24))
  const word = (at: number) => BigInt((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8))
  let h = BigInt(bytes.length)
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    h = (h + word(at)) & M
    const t = (word(at + 2) << 11n) ^ h
    h = ((h << 16n) ^ t) & M
    h = (h + (h >> 11n)) & M
  }
  const [steps, tail] = (
    [
      [[], 0n],
      [[10n, 1n], signed(at)],
      [[11n, 17n], word(at)],
      [[16n, 11n], word(at)],
    ] as const
  )[bytes.length - at] ?? [[], 0n]
  h = (h + tail) & M
  if (steps.length === 2) {
    h = (h ^ (h << steps[0])) & M
    if (bytes.length - at === 3) h = (h ^ (signed(at + 2) << 18n)) & M
    h = (h + (h >> steps[1])) & M
  }
  for (const [left, right] of [
    [3n, 5n],
    [4n, 17n],
    [25n, 6n],
  ] as const) {
    h = (h ^ (h << left)) & M
    h = (h + (h >> right)) & M
  }
  return Number(h)
}

describe('kmodHash()', () => {
  it('matches its specification, for every length of the rest', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(kmodHash(bytes, 0, bytes.length)).toBe(specifiedHash(bytes))
      }),
    )
  })

  it('is a number without sign', () => {
    expect(hash('')).toBe(0)
    const values = Array.from({ length: 1000 }, (_, i) => hash(`symbol_${i}`))
    expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true)
    expect(values.some((value) => value >= 2 ** 31)).toBe(true)
  })

  it('sees only the range it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.uint8Array(), (before, middle, after) => {
        const all = Uint8Array.from([...before, ...middle, ...after])
        const end = before.length + middle.length
        expect(kmodHash(all, before.length, end)).toBe(kmodHash(middle, 0, middle.length))
      }),
    )
  })
})
