import { describe, expect, it } from 'vitest'
import { TableProgram } from '../../src/parquet/table-program.ts'

const numbersOf = (program: TableProgram, texts: readonly string[]): number[] => [
  ...program.words(program.addTexts(texts), texts.length),
]

describe('TableProgram', () => {
  it('keeps each text once, and ranks them by their bytes', () => {
    let seed = 7
    const next = (below: number): number => {
      seed = (seed * 48271) % 2147483647
      return seed % below
    }
    const letters = ['a', 'b', 'pci:v0000', 'z', '_', '\x01', '\xc3\xa9']
    const texts = Array.from({ length: 5000 }, () =>
      Array.from({ length: next(9) }, () => letters[next(letters.length)]).join(''),
    )
    const program = new TableProgram()
    const numbers = numbersOf(program, texts)
    const distinct = [...new Set(texts)].sort()
    expect(new Set(numbers).size).toBe(distinct.length)
    expect(numbersOf(program, texts)).toEqual(numbers)
    program.rank()
    expect(distinct.map((_, rank) => program.rankedText(rank))).toEqual(distinct)
    const rankOf = new Map(distinct.map((text, rank) => [text, rank]))
    expect(numbers.map((number) => program.exports.rankOf(number))).toEqual(
      texts.map((text) => rankOf.get(text)),
    )
  })

  it('does not tell texts apart whose bytes become the same UTF-8', () => {
    const program = new TableProgram()
    const [a, b, c] = numbersOf(program, ['caf\xe9', 'caf\xe8', 'caf\xc3\xa9'])
    expect([a === b, a === c]).toEqual([true, false])
  })

  it('makes UTF-8 as Buffer does, of bytes of every kind', () => {
    const texts = Array.from({ length: 256 }, (_, byte) => `x${String.fromCharCode(byte)}\xe2\x82y`)
    const program = new TableProgram()
    const numbers = numbersOf(program, texts)
    program.rank()
    expect(numbers.map((number) => program.rankedText(program.exports.rankOf(number)))).toEqual(
      texts.map((text) => Buffer.from(Buffer.from(text, 'latin1').toString('utf8')).toString('latin1')),
    )
  })

  it('has long texts, and more of them than it has memory at first', () => {
    const texts = Array.from(
      { length: 300 },
      (_, i) => `${String(i).padStart(4, '0')}${'x'.repeat(20_000 + i)}`,
    )
    const program = new TableProgram()
    const numbers = numbersOf(program, texts)
    program.rank()
    expect(numbers.map((number) => program.rankedText(program.exports.rankOf(number)))).toEqual(texts)
  })
})
