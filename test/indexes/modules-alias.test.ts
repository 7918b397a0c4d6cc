import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tryNormalizeAlias } from '../../src/base/names.ts'
import {
  encodeModulesAlias,
  formatModulesAlias,
  formatModulesDepHints,
} from '../../src/indexes/modules-alias.ts'
import { refusalOf } from '../support/refusal.ts'
import { contextOf, textOf, withAliases } from './contexts.ts'
import { entryTexts } from './index-reader.ts'

const MODULES = {
  'b-b.ko': { modinfo: ['alias=pci:v-*', 'softdep=pre: x', 'alias=z[a-c]-', 'alias=pci:v-*'] },
  'none.ko': { modinfo: ['license=GPL'] },
  'a.ko': { modinfo: ['weakdep=w1', 'softdep=post: y z', 'alias=pci:v-*', 'weakdep=w2', 'alias=broken['] },
}

describe('formatModulesAlias()', () => {
  it('lists raw aliases by module in the order of .modinfo, repetitions and bad brackets too', () => {
    const context = contextOf(MODULES)
    expect(textOf(formatModulesAlias(context))).toBe(
      `# Aliases extracted from modules themselves.
alias pci:v-* b_b
alias z[a-c]- b_b
alias pci:v-* b_b
alias pci:v-* a
alias broken[ a
`,
    )
    expect(context.diagnostics).toEqual([])
  })

  it('has two blanks for an empty alias', () => {
    expect(textOf(formatModulesAlias(contextOf({ 'b.ko': { modinfo: ['alias', 'alias='] } })))).toBe(
      '# Aliases extracted from modules themselves.\nalias  b\nalias  b\n',
    )
  })

  it('keeps bytes that are not ASCII', () => {
    expect(textOf(formatModulesAlias(contextOf({ 'b.ko': withAliases('x\xe9') })))).toContain(
      'alias x\xe9 b\n',
    )
  })

  it('is its first line alone without modules', () => {
    expect(textOf(formatModulesAlias(contextOf({})))).toBe('# Aliases extracted from modules themselves.\n')
  })
})

describe('formatModulesDepHints()', () => {
  it.each([
    [
      'softdep',
      '# Soft dependencies extracted from modules themselves.\nsoftdep b_b pre: x\nsoftdep a post: y z\n',
    ],
    ['weakdep', '# Weak dependencies extracted from modules themselves.\nweakdep a w1\nweakdep a w2\n'],
  ] as const)('lists the values of %s', (kind, text) => {
    expect(textOf(formatModulesDepHints(contextOf(MODULES), kind))).toBe(text)
  })

  it('ends with a blank where there is no value', () => {
    expect(textOf(formatModulesDepHints(contextOf({ 'b.ko': { modinfo: ['softdep'] } }), 'softdep'))).toBe(
      '# Soft dependencies extracted from modules themselves.\nsoftdep b \n',
    )
  })
})

describe('encodeModulesAlias()', () => {
  it('has the normal form of each alias with the modname, by position; duplicates too', () => {
    const context = contextOf(MODULES)
    expect(entryTexts(encodeModulesAlias(context))).toEqual([
      'pci:v_* b_b 0',
      'pci:v_* b_b 0',
      'pci:v_* a 2',
      'z[a-c]_ b_b 0',
    ])
    expect(context.diagnostics).toEqual([
      { code: 'alias-unmatched-bracket', severity: 'warning', alias: 'broken[' },
    ])
  })

  it('has an empty alias at the root', () => {
    expect(entryTexts(encodeModulesAlias(contextOf({ 'b.ko': { modinfo: ['alias'] } })))).toEqual([' b 0'])
  })

  it('leaves nothing of an alias that breaks off in the middle', () => {
    expect(entryTexts(encodeModulesAlias(contextOf({ 'b.ko': withAliases('a-b[c', 'x]', 'fine') })))).toEqual(
      ['fine b 0'],
    )
  })

  it('with warnDuplicates reports a modname that occurs twice under one key, each time', () => {
    const modules = { 'm.ko': withAliases('a-b', 'a_b', 'x', 'a-b'), 'n.ko': withAliases('a-b') }
    const context = contextOf(modules, { warnDuplicates: true })
    expect(entryTexts(encodeModulesAlias(context))).toHaveLength(5)
    const duplicate = { code: 'alias-duplicate', severity: 'warning', alias: 'a_b', modname: 'm' }
    expect(context.diagnostics).toEqual([duplicate, duplicate])
  })

  it('with warnDuplicates keeps the order of what it reports', () => {
    const context = contextOf({ 'm.ko': withAliases('a', '[', 'a', ']') }, { warnDuplicates: true })
    encodeModulesAlias(context)
    expect(context.diagnostics.map((d) => ('alias' in d ? `${d.code} ${d.alias}` : d.code))).toEqual([
      'alias-unmatched-bracket [',
      'alias-duplicate a',
      'alias-unmatched-bracket ]',
    ])
  })

  it('refuses an alias that is not ASCII', () => {
    const { code, details } = refusalOf(() =>
      encodeModulesAlias(contextOf({ 'm.ko': withAliases('a-\xe9') })),
    )
    expect([code, details.text, details.byte]).toEqual(['KMOD_INDEX_BAD_KEY', 'a_\xe9', 0xe9])
  })
})

it('encodeModulesAlias() brings aliases into the form of normalizeAlias(), and leaves out what has none', () => {
  const aliases = fc.array(fc.string({ unit: fc.constantFrom('a', '-', '[', ']') }), { maxLength: 8 })
  fc.assert(
    fc.property(aliases, (values) => {
      const context = contextOf({ 'm.ko': withAliases(...values) })
      const keys = entryTexts(encodeModulesAlias(context)).map((text) => text.split(' ')[0])
      const normal = values.map(tryNormalizeAlias)
      expect(keys.sort()).toEqual(normal.filter((alias) => alias !== undefined).sort())
      expect(context.diagnostics.map((d) => 'alias' in d && d.alias)).toEqual(
        values.filter((_, i) => normal[i] === undefined),
      )
    }),
  )
})

it('encodeModulesAlias() cuts an alias at the length of a path, as kmod does, but not in brackets', () => {
  const long = 'x'.repeat(5000)
  const keysOf = (alias: string): (string | undefined)[] =>
    entryTexts(encodeModulesAlias(contextOf({ 'm.ko': withAliases(alias) }))).map(
      (text) => text.split(' ')[0],
    )
  expect(keysOf(long)).toEqual([long.slice(0, 4095)])
  expect(keysOf(`[${long}]y`)).toEqual([`[${long}]`])
})
