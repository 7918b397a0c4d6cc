import { expect, it } from 'vitest'
import { kmodHash } from '../../src/base/kmod-hash.ts'
import { encodeModulesSymbols, formatModulesSymbols } from '../../src/indexes/modules-symbols.ts'
import { KernelSymbols } from '../../src/resolve/kernel-symbols.ts'
import { refusalOf } from '../support/refusal.ts'
import { contextOf, textOf } from './contexts.ts'
import { entryTexts } from './index-reader.ts'

const HEADER = '# Aliases for symbols, used by symbol_request().\n'
const NAMES = Array.from({ length: 3000 }, (_, i) => `sym_${i}`)
const bucketOf = (name: string): number => kmodHash(Buffer.from(name), 0, name.length) & 2047

const linesOf = (bytes: Uint8Array): string[] => textOf(bytes).slice(HEADER.length).split('\n').slice(0, -1)

it('formatModulesSymbols() returns the owner of each symbol, in order of the bucket', () => {
  const modules = { 'a-a.ko': { exports: ['x', 'y'] }, 'b.ko': { exports: ['y', 'z'], needs: ['unknown'] } }
  const expected = [
    ['x', 'a_a'],
    ['y', 'b'],
    ['z', 'b'],
  ] as const
  const sorted = [...expected].sort(([a], [b]) => bucketOf(a) - bucketOf(b))
  expect(textOf(formatModulesSymbols(contextOf(modules)))).toBe(
    HEADER + sorted.map(([name, owner]) => `alias symbol:${name} ${owner}\n`).join(''),
  )
})

it('formatModulesSymbols() orders by bucket, and inside a bucket by name', () => {
  const lines = linesOf(formatModulesSymbols(contextOf({ 'm.ko': { exports: NAMES } })))
  const expected = [...NAMES].sort((a, b) => bucketOf(a) - bucketOf(b) || (a < b ? -1 : 1))
  expect(lines).toEqual(expected.map((name) => `alias symbol:${name} m`))
  // 3,000 names in 2,048 buckets: the second rule was needed.
  expect(new Set(NAMES.map(bucketOf)).size).toBeLessThan(NAMES.length)
})

it('formatModulesSymbols() orders a bucket by name that somebody has filled', () => {
  const [bucket = 0] = NAMES.map(bucketOf)
  const filled = Array.from({ length: 600_000 }, (_, i) => `f_${i}`).filter(
    (name) => bucketOf(name) === bucket,
  )
  expect(filled.length).toBeGreaterThan(200)
  const shuffled = filled.map((_, i) => filled[(i * 7919) % filled.length] ?? '')
  const lines = linesOf(formatModulesSymbols(contextOf({ 'm.ko': { exports: shuffled } })))
  expect(lines).toEqual([...new Set(shuffled)].sort().map((name) => `alias symbol:${name} m`))
})

it('symbols of the kernel are left out', () => {
  const context = contextOf({ 'm.ko': { exports: ['own'] } })
  const kernel = new KernelSymbols()
  kernel.push(Buffer.from('printk'), 0, 6, 1, 0)
  context.owners.addKernelSymbols(kernel)
  expect(linesOf(formatModulesSymbols(context))).toEqual(['alias symbol:own m'])
  expect(entryTexts(encodeModulesSymbols(context))).toEqual(['symbol:own m 0'])
})

it('encodeModulesSymbols() has the owner under symbol:NAME, by its position', () => {
  const modules = { 'a-a.ko': { exports: ['x', 'y', '.dot'] }, 'b.ko': { exports: ['y', 'z'] } }
  expect(entryTexts(encodeModulesSymbols(contextOf(modules)))).toEqual([
    'symbol:.dot a_a 0',
    'symbol:x a_a 0',
    'symbol:y b 1',
    'symbol:z b 1',
  ])
})

it('without symbols there is the first line and an index without entries', () => {
  const context = contextOf({ 'm.ko': {} })
  expect(textOf(formatModulesSymbols(context))).toBe(HEADER)
  expect(Buffer.from(encodeModulesSymbols(context)).toString('hex')).toBe('b007f457000200010000000c')
})

it('encodeModulesSymbols() refuses a name that is not ASCII', () => {
  const { code, details } = refusalOf(() =>
    encodeModulesSymbols(contextOf({ 'm.ko': { exports: ['x\x80'] } })),
  )
  expect([code, details.text, details.byte]).toEqual(['KMOD_INDEX_BAD_KEY', 'symbol:x\x80', 0x80])
})
