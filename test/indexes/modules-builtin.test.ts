import { describe, expect, it } from 'vitest'
import { encodeModulesBuiltin, encodeModulesBuiltinAlias } from '../../src/indexes/modules-builtin.ts'
import { refusalOf } from '../support/refusal.ts'
import { contextOf, type TestContext } from './contexts.ts'
import { entryTexts } from './index-reader.ts'

const EMPTY_INDEX = 'b007f457000200010000000c'
const builtin = (text: string): TestContext => contextOf({}, { inputs: { 'modules.builtin': text } })
const modinfo = (...strings: string[]): TestContext =>
  contextOf({}, { inputs: { 'modules.builtin.modinfo': strings.map((text) => `${text}\0`).join('') } })

describe('encodeModulesBuiltin()', () => {
  it.each([
    ['has the modname of each line, without a value', 'kernel/b-b.ko\nkernel/fs/a.ko\n', ['a  0', 'b_b  0']],
    ['has a line twice as two values', 'kernel/a.ko\nkernel/a.ko\n', ['a  0', 'a  0']],
    ['takes a last line without a newline', 'kernel/a.ko', ['a  0']],
    ['keeps the newline of a line without a dot', 'kernel/a\nkernel/b', ['a\n  0', 'b  0']],
    ['has an empty name for a name that starts with a dot', 'kernel/.ko\n', ['  0']],
    // Measured: kmod 34.2 reads 4095 bytes at once, and takes the rest for the next line.
    [
      'takes a line that is too long for two',
      `kernel/${'b'.repeat(4100)}/c.ko\n`,
      [`${'b'.repeat(4088)}  0`, 'c  0'],
    ],
    // A C string ends there.
    ['ends a line at a NUL', 'kernel/a\0b.ko\nkernel/c.ko\n', ['a  0', 'c  0']],
  ])('%s', (_, text, entries) => {
    const context = builtin(text)
    expect(entryTexts(encodeModulesBuiltin(context))).toEqual(entries)
    expect(context.diagnostics).toEqual([])
  })

  it('reports lines that do not start with a letter, with their newline, and goes on', () => {
    const context = builtin('/a.ko\n\nkernel/b.ko\n#x\n1.ko')
    expect(entryTexts(encodeModulesBuiltin(context))).toEqual(['b  0'])
    expect(context.diagnostics).toEqual(
      ['/a.ko\n', '\n', '#x\n', '1.ko'].map((text) => ({
        code: 'builtin-bad-line',
        severity: 'error',
        text,
      })),
    )
  })

  it('is an empty file, and reports why, when modules.builtin is missing', () => {
    const context = contextOf({})
    expect(encodeModulesBuiltin(context)).toHaveLength(0)
    expect(context.diagnostics).toEqual([
      { code: 'builtin-missing', severity: 'warning', moduleDir: '/lib/modules/1.0', errno: 'ENOENT' },
    ])
  })

  it('is an index without entries when modules.builtin is empty', () => {
    expect(Buffer.from(encodeModulesBuiltin(builtin(''))).toString('hex')).toBe(EMPTY_INDEX)
  })

  it('refuses a name that is not ASCII', () => {
    const { code, details } = refusalOf(() => encodeModulesBuiltin(builtin('kernel/x\xe9.ko\n')))
    expect([code, details.text]).toEqual(['KMOD_INDEX_BAD_KEY', 'x\xe9'])
  })
})

describe('encodeModulesBuiltinAlias()', () => {
  it.each([
    [
      'has the normal form of each alias with the module as it is written',
      ['b-b.alias=x-y', 'a.alias=z[a-b]'],
      ['x_y b-b 0', 'z[a-b] a 0'],
    ],
    ['passes over other keys', ['a.license=GPL', 'a.aliases=x', 'a.alias=y'], ['y a 0']],
    [
      'splits at the first dot and the first = after it',
      ['a.alias=x.y=z', 'a=b.alias=c'],
      ['c a=b 0', 'x.y=z a 0'],
    ],
    [
      'has the last of equal aliases first',
      ['a.alias=x', 'b.alias=x', 'a.alias=x'],
      ['x a 0', 'x b 0', 'x a 0'],
    ],
    ['passes over an empty alias', ['a.alias=', 'b.alias=x'], ['x b 0']],
    ['passes over a string without a module', ['.alias=x', 'a.alias=y'], ['y a 0']],
    [
      'passes over strings without a dot, also those with =',
      ['alias=x', 'nothing', '', 'a.alias=y'],
      ['y a 0'],
    ],
    [
      'passes over a string without =, and over the one after it',
      ['a.alias', 'a.alias=y', 'a.alias=z'],
      ['z a 0'],
    ],
    ['does so for pairs of them', ['a.x', 'b.y', 'c.alias=z', 'd.alias=w'], ['w d 0', 'z c 0']],
    ['ends with a string without =', ['a.alias=x', 'a.alias'], ['x a 0']],
  ])('%s', (_, strings, entries) => {
    const context = modinfo(...strings)
    expect(entryTexts(encodeModulesBuiltinAlias(context))).toEqual(entries)
    expect(context.diagnostics).toEqual([])
  })

  it('passes over a last string that no NUL ends', () => {
    const context = contextOf({}, { inputs: { 'modules.builtin.modinfo': 'a.alias=x\0a.alias=y' } })
    expect(entryTexts(encodeModulesBuiltinAlias(context))).toEqual(['x a 0'])
  })

  it('reports an alias with unmatched brackets as it is written, and no duplicates', () => {
    const inputs = { 'modules.builtin.modinfo': 'a.alias=x-[\0a.alias=x\0a.alias=x\0' }
    const context = contextOf({}, { inputs, warnDuplicates: true })
    expect(entryTexts(encodeModulesBuiltinAlias(context))).toEqual(['x a 0', 'x a 0'])
    expect(context.diagnostics).toEqual([
      { code: 'alias-unmatched-bracket', severity: 'warning', alias: 'x-[' },
    ])
  })

  it('is an empty file, and reports why, when modules.builtin.modinfo is missing', () => {
    const context = contextOf({}, { inputs: { 'modules.builtin': '' } })
    expect(encodeModulesBuiltinAlias(context)).toHaveLength(0)
    expect(context.diagnostics).toEqual([
      {
        code: 'builtin-modinfo-missing',
        severity: 'warning',
        moduleDir: '/lib/modules/1.0',
        errno: 'ENOENT',
      },
    ])
  })

  it('is an index without entries when there are no aliases', () => {
    expect(Buffer.from(encodeModulesBuiltinAlias(modinfo('a.license=GPL'))).toString('hex')).toBe(EMPTY_INDEX)
  })

  it.each([
    ['an alias', 'a.alias=\xe9', '\xe9'],
    ['a module', '\xfc.alias=x', '\xfc'],
  ])('refuses %s that is not ASCII', (_, string, text) => {
    const { code, details } = refusalOf(() => encodeModulesBuiltinAlias(modinfo(string)))
    expect([code, details.text]).toEqual(['KMOD_INDEX_BAD_KEY', text])
  })
})
