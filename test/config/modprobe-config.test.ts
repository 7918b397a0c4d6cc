import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { moduleOptions, parseModprobeConfig } from '../../src/config/modprobe-config.ts'

function parse(...texts: string[]) {
  const diagnostics: Diagnostic[] = []
  const files = texts.map((text, i) => ({ file: `f${i}`, text }))
  const config = parseModprobeConfig(files, (d) => diagnostics.push(d))
  return { ...config, diagnostics }
}

// Every expectation here was read off `modprobe -c` of kmod 34.2 on the same text.
describe('parseModprobeConfig()', () => {
  it.each([
    ['alias a-b c-d extra', [{ pattern: 'a_b', modname: 'c_d' }]],
    [' alias \t lead  ing', [{ pattern: 'lead', modname: 'ing' }]],
    ['alias usb-[a-z]*-? x-y', [{ pattern: 'usb_[a-z]*_?', modname: 'x_y' }]],
    ['alias a b\rc\r', [{ pattern: 'a', modname: 'b\rc\r' }]],
  ])('%j is an alias', (text, aliases) => {
    expect(parse(text)).toMatchObject({ aliases, diagnostics: [] })
  })

  it.each([
    ['blacklist foo-bar baz', ['foo_bar']],
    ['bl\\acklist a\\\nb', ['ab']],
    ['blacklist a-[b-c]-d', ['a_[b-c]_d']],
    ['blacklist x\r\n', ['x\r']],
    ['blacklist x\0y\n\0blacklist z\n', ['x']],
  ])('%j blacklists', (text, blacklist) => {
    expect(parse(text)).toMatchObject({ blacklist, diagnostics: [] })
  })

  it.each([
    ['options mod-a  x=1\ty=2  ', 'mod_a', ' x=1 y=2  '],
    ['options\tm\tx', 'm', 'x'],
    ['options a\t\tb\t', 'a', ' b '],
    ['options m \t', 'm', ' '],
    ['options a- b]', 'a_', 'b]'],
    ['options m a\\\nb', 'm', 'ab'],
  ])('%j has options', (line, modname, text) => {
    expect(parse(line)).toMatchObject({ options: [{ modname, text }], diagnostics: [] })
  })

  it.each(['install', 'remove'] as const)('%s keeps its command as written', (directive) => {
    expect(parse(`${directive} i-m  cmd\targ -a `)[directive]).toEqual([
      { modname: 'i_m', command: ' cmd\targ -a ' },
    ])
    expect(parse(`${directive} x  `)[directive]).toEqual([{ modname: 'x', command: ' ' }])
  })

  it.each([
    ['softdep s-1 pre: a-b b post: c pre: d', ['a-b', 'b', 'd'], ['c']],
    ['softdep s pre: b', ['b'], []],
    ['softdep s a b', [], []],
    ['softdep s x pre: y', ['y'], []],
    ['softdep s pre:a post:', [], []],
    ['softdep s pre: post: pre: x pre: post: post:', ['x'], []],
    ['softdep s pre:\tb\rc\vd\fe post:\r', ['b', 'c', 'd', 'e'], []],
    // one blank before the first word belongs to it
    ['softdep s  pre: b', [], []],
    ['softdep s \rpre: b post: c', [], ['c']],
    ['softdep s   pre: b', ['b'], []],
  ])('%j has soft dependencies', (text, pre, post) => {
    const { softdeps, diagnostics } = parse(text)
    expect(softdeps).toMatchObject([{ pre, post }])
    expect(diagnostics).toEqual([])
  })

  it('keeps the order of the words of both lists', () => {
    expect(parse('softdep a-b post: x pre: y post: z').softdeps).toEqual([
      {
        modname: 'a_b',
        pre: ['y'],
        post: ['x', 'z'],
        words: [
          { list: 'post', word: 'x' },
          { list: 'pre', word: 'y' },
          { list: 'post', word: 'z' },
        ],
      },
    ])
  })

  it.each([
    ['weakdep w-1 a b-c  d', ['a', 'b-c', 'd']],
    ['weakdep a b\rc\vd  \t e ', ['b', 'c', 'd', 'e']],
    ['weakdep a  ', []],
    ['weakdep a  b c', [' b', 'c']],
    ['weakdep a \tb c', ['\tb', 'c']],
    ['weakdep a   b  c', ['b', 'c']],
    ['weakdep a b\xa0c', ['b\xa0c']],
  ])('%j has weak dependencies', (text, weakdeps) => {
    expect(parse(text)).toMatchObject({ weakdeps: [{ weakdeps }], diagnostics: [] })
  })

  it.each([
    ['foo bar', 'foo'],
    ['  # indented', '#'],
    ['Alias a b', 'Alias'],
    ['alias', 'alias'],
    ['alias x', 'alias'],
    ['alias [ab c', 'alias'],
    ['alias a] c', 'alias'],
    ['alias a[b-c]-d[ e', 'alias'],
    ['alias a b]', 'alias'],
    ['blacklist', 'blacklist'],
    ['blacklist fo]o', 'blacklist'],
    ['options m', 'options'],
    ['options m ', 'options'],
    ['install', 'install'],
    ['install x ', 'install'],
    ['remove r', 'remove'],
    ['softdep s2', 'softdep'],
    ['softdep a ', 'softdep'],
    ['softdep [s pre: a', 'softdep'],
    ['weakdep', 'weakdep'],
    ['weakdep w2', 'weakdep'],
    ['a\0b', 'a'],
  ])('%j is a bad line', (text, word) => {
    const { diagnostics, ...config } = parse(`\n${text}\n`)
    expect(diagnostics).toEqual([{ code: 'config-bad-line', severity: 'error', file: 'f0', line: 2, word }])
    expect(Object.values(config).flat()).toEqual([])
  })

  it.each(['include', 'config', 'include x', 'config '])('%j is reported to be obsolete', (text) => {
    expect(parse(text).diagnostics).toEqual([
      { code: 'config-obsolete', severity: 'error', file: 'f0', line: 1, word: text.split(' ')[0] },
    ])
  })

  it.each(['', '\n', ' \t \n', '#alias a', '\\\n\n', '#\\\nblacklist a'])('%j says nothing', (text) => {
    expect(Object.values(parse(text)).flat()).toEqual([])
  })

  it('joins the lists of all texts in order, repeated lines too', () => {
    const { blacklist, aliases } = parse('blacklist b\nalias x y', 'blacklist a\nblacklist b\nalias x y')
    expect(blacklist).toEqual(['b', 'a', 'b'])
    expect(aliases).toEqual(Array(2).fill({ pattern: 'x', modname: 'y' }))
  })
})

describe('moduleOptions()', () => {
  it('makes every tab a blank', () => {
    expect(moduleOptions('m', '\ta\t\tb')).toEqual({ modname: 'm', text: ' a  b' })
  })
})
