import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { parseKernelCmdline } from '../../src/config/kernel-cmdline.ts'

function parse(text: string) {
  const diagnostics: Diagnostic[] = []
  const { blacklist, options } = parseKernelCmdline(text, (d) => diagnostics.push(d))
  return { blacklist, options: options.map(({ modname, text }) => `${modname} ${text}`), diagnostics }
}

// Every expectation was read off `modprobe -c` of kmod 34.2 with the text mounted over /proc/cmdline.
describe('parseKernelCmdline()', () => {
  it.each([
    ['quiet ro root=UUID=1.2', []],
    ['modprobe.z=1', ['modprobe z=1']],
    ['k.l.m=n', []],
    ['r.s=t=u', ['r s=t=u']],
    ['a.b=c\nd.e f-g.h-i=j-k\n', ['a b=c', 'd e', 'f_g h-i=j-k']],
    ['a.b=c.d=e', ['a b=c.d=e']],
    ['a.b\vc.d=\te.f', ['a b', 'c d=', 'e f']],
    ['a.b=\xa0\xe4', ['a b=\xa0\xe4']],
    ['.r=s t.=u .', [' r=s', 't =u', ' ']],
    ['=x.y=1 a=b.c=d', []],
    ['j.k[=1 l-[-].m=1', ['j k[=1', 'l_[-] m=1']],
    ['b.c=\0d.e=1 f.g', ['b c=']],
    ['modprobe.blacklist', ['modprobe blacklist']],
    ['modprobe.blacklist.x=1', []],
  ])('%j: tokens', (text, options) => {
    expect(parse(text)).toEqual({ blacklist: [], options, diagnostics: [] })
  })

  it.each([
    ['q-r.s="x y"', ['q_r s="x y"']],
    ['"m.p=a b" n.o', ['m p="a b"', 'n o']],
    ['"h.i=1"2 x.y', ['h i="1"2', 'x y']],
    ['"m.n=" ".o=1" "p.=q"', ['m n=""', ' o="1"', 'p ="q"']],
    ['"f.g"=1 "e.f" "g.h i"', []],
    ['j".k=1 l" a."b=1" "a".b=1 a.b"=1 c"', []],
    ['a.b="c"d"e f" x.y', ['a b="c"d"e f"', 'x y']],
    ['""z.w=1 "" q.r="s t"', ['q r="s t"']],
    ['mod.p=""q" r"', ['mod p=""q" r"']],
    ['"u.v=w\\"x y" a.b=\\"', ['u v="w\\"x']],
    ['a.b t.u="v w', ['a b']],
    ['"a.b=1 c.d=2"', ['a b="1 c.d=2"']],
    ['a.b="c\td"', ['a b="c d"']],
  ])('%j: quotes', (text, options) => {
    expect(parse(text)).toEqual({ blacklist: [], options, diagnostics: [] })
  })

  it.each([
    ['modprobe.blacklist=a-b,c modprobe.blacklist=d', ['a-b', 'c', 'd']],
    ['modprobe.blacklist="a,b"', ['"a', 'b"']],
    ['"modprobe.blacklist=c d,e"', ['"c d', 'e"']],
    ['"modprobe.blacklist="x""', ['""x""']],
    ['modprobe.blacklist=,f,,g', ['', 'f', '', 'g']],
    ['modprobe.blacklist=', ['']],
  ])('%j: blacklist', (text, blacklist) => {
    expect(parse(text)).toEqual({ blacklist, options: [], diagnostics: [] })
  })

  it.each([
    ['n].o=1', 'n]'],
    ['a-b-[.c', 'a_b_['],
    ['a-[b-c]-]-.d', 'a_[b-c]_]-'],
  ])('%j: unmatched brackets are reported', (text, module) => {
    expect(parse(`${text} x.y`)).toEqual({
      blacklist: [],
      options: ['x y'],
      diagnostics: [{ code: 'cmdline-bad-module', severity: 'error', module }],
    })
  })

  it('reads 4095 bytes', () => {
    const text = `${'x'.repeat(4081)} modprobe.zzz=1`
    expect(parse(text).options).toEqual(['modprobe zzz='])
    expect(parse(text.slice(1)).options).toEqual(['modprobe zzz=1'])
    expect(parse(' '.repeat(4095).concat('a.b')).options).toEqual([])
  })
})
