import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { parseDepmodConfig } from '../../src/config/depmod-config.ts'

function parse(...texts: string[]) {
  const diagnostics: Diagnostic[] = []
  const files = texts.map((text, i) => ({ file: `f${i}`, text }))
  const config = parseDepmodConfig(files, '6.1.0', (d) => diagnostics.push(d))
  return { ...config, diagnostics }
}

describe('parseDepmodConfig()', () => {
  it('searches updates when no file names anything to search', () => {
    expect(parse('search\n').search).toEqual([{ kind: 'directory', path: 'updates' }])
  })

  it('joins the search words of all lines and files', () => {
    expect(parse('search a built-in\nsearch external', 'search b').search).toEqual([
      { kind: 'directory', path: 'a' },
      { kind: 'built-in' },
      { kind: 'external' },
      { kind: 'directory', path: 'b' },
    ])
  })

  it('takes override, external and exclude as written', () => {
    const config = parse(
      'override x-y * updates/\nexternal 6.1 /e/\nexternal * rel extra\nexclude .debug a\nexclude',
    )
    expect(config.overrides).toEqual([{ modname: 'x-y', subdir: 'updates/' }])
    expect(config.externals).toEqual(['/e/', 'rel'])
    expect(config.excludes).toEqual(['.debug', 'a'])
    expect(config.diagnostics).toEqual([])
  })

  // Measured: `depmod -vv -C cd 6.1.0` of kmod 34.2, which prints these in this order.
  it('reports what it does not use, in the order of lines', () => {
    const { diagnostics, overrides, externals } = parse(
      'foo bar\noverride a\noverride m 7.* x\nexternal (( /x\ninclude x y\nmake_map_files\nexternal *\nov\\\nerride q *',
    )
    const at = { file: 'f0' }
    expect(diagnostics).toEqual([
      { code: 'config-bad-line', severity: 'error', ...at, line: 1, word: 'foo' },
      { code: 'config-bad-line', severity: 'error', ...at, line: 2, word: 'override' },
      {
        code: 'config-release-mismatch',
        severity: 'info',
        ...at,
        line: 3,
        directive: 'override',
        release: '7.*',
      },
      {
        code: 'config-release-mismatch',
        severity: 'info',
        ...at,
        line: 4,
        directive: 'external',
        release: '((',
      },
      { code: 'config-not-implemented', severity: 'info', ...at, line: 5, word: 'include' },
      { code: 'config-not-implemented', severity: 'info', ...at, line: 6, word: 'make_map_files' },
      { code: 'config-bad-line', severity: 'error', ...at, line: 7, word: 'external' },
      { code: 'config-bad-line', severity: 'error', ...at, line: 9, word: 'override' },
    ])
    expect([overrides, externals]).toEqual([[], []])
  })

  it.each([
    ['*', true],
    ['6.1', true],
    ['^6\\\\.1', true],
    ['6\\.1', true],
    ['.*', true],
    ['**', false],
    ['7', false],
  ])('release pattern %s applies to 6.1.0: %s', (pattern, applies) => {
    expect(parse(`external ${pattern} /e`).externals).toEqual(applies ? ['/e'] : [])
  })

  it('drops a backslash before the pattern is read, as kmod does', () => {
    expect(parse('external 6\\.1\\.0 /e').externals).toEqual(['/e'])
    expect(parse('external 6\\\\.1x0 /e').externals).toEqual([])
    expect(parse('external 6\\.1.\\. /e').externals).toEqual(['/e'])
  })
})
