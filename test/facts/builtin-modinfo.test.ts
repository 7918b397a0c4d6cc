import { describe, expect, it } from 'vitest'
import { parseBuiltinModinfo } from '../../src/facts/builtin-modinfo.ts'

const parse = (text: string, modname = 'bi'): string[] =>
  parseBuiltinModinfo(Buffer.from(text, 'latin1'), modname).map(({ key, value }) => `${key}=${value}`)

describe('parseBuiltinModinfo()', () => {
  it.each<[string, string, string[]]>([
    ['the fields in order', 'a.x=1\0bi.k=v\0bi.k=w\0c.x=2\0', ['k=v', 'k=w']],
    ['nothing when there is nothing', '', []],
    ['nothing about others', 'bi_2.x=y\0b.i=x\0', []],
    ['the first run only', 'bi.a=b\0x.a=b\0bi.c=d\0', ['a=b']],
    ['a last string without NUL', 'bi.a=b\0bi.c=d', ['a=b', 'c=d']],
    ['a key without value', 'bi.noeq\0bi.a=\0', ['noeq=', 'a=']],
    ['further dots and equals as part of key and value', 'bi.a.b=c=d\0', ['a.b=c=d']],
    ['what stands before a string without a dot', 'bi.a=b\0x.y=z\0nodot\0', ['a=b']],
    ['what stands after one whose dot is in the value', 'x=1.2\0bi.a=b\0', ['a=b']],
  ])('gives %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected)
  })

  it.each(['nodot\0bi.a=b\0', 'bi.a=b\0nodot\0bi.c=d\0', '\0bi.a=b\0', 'bi.a=b\0\0', 'bi'])(
    'refuses %j: a string on the way has no dot',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'KMOD_CONFIG' }))
    },
  )
})
