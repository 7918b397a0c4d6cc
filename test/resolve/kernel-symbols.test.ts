import { describe, expect, it } from 'vitest'
import { byteString } from '../../src/base/bytes.ts'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { type KernelSymbols, readModuleSymvers, readSystemMap } from '../../src/resolve/kernel-symbols.ts'

interface Reading {
  /** `name 0xCRC`. */
  readonly symbols: string[]
  readonly diagnostics: Diagnostic[]
}

function reading(read: typeof readSystemMap, text: string, prefix?: string): Reading {
  const diagnostics: Diagnostic[] = []
  const symbols = read(Buffer.from(text, 'latin1'), {
    file: '/f',
    prefix,
    report: (d) => diagnostics.push(d),
  })
  return { symbols: symbolTexts(symbols), diagnostics }
}

const symbolTexts = ({ names, crcLow, crcHigh }: KernelSymbols): string[] =>
  Array.from({ length: names.length }, (_, i) => {
    const crc = (BigInt(crcHigh.at(i) >>> 0) << 32n) | BigInt(crcLow.at(i) >>> 0)
    return `${byteString(names.bytes, names.start(i), names.end(i))} 0x${crc.toString(16)}`
  })

const map = (text: string, prefix?: string): Reading => reading(readSystemMap, text, prefix)
const symvers = (text: string, prefix?: string): Reading => reading(readModuleSymvers, text, prefix)

describe('readSystemMap()', () => {
  it.each([
    [
      'takes __ksymtab_ symbols of any type',
      'c0 R __ksymtab_a\nc1 r __ksymtab_b\nc2 D __ksymtab_c\n',
      ['a 0x0', 'b 0x0', 'c 0x0'],
    ],
    ['passes over all others', 'c0 T printk\nc0 t ksymtab_a\nc1 r __kstrtab_b\nc2 r __crc_c\n', []],
    [
      'takes the rest of the line, blanks and carriage return too',
      'c0 R __ksymtab_a b\t\r\n',
      ['a b\t\r 0x0'],
    ],
    [
      'takes the name after the second blank, wherever it is',
      '  __ksymtab_a\nc0  __ksymtab_b\n',
      ['a 0x0', 'b 0x0'],
    ],
    ['does not take a name after a third blank', 'c0 R  __ksymtab_a\n', []],
    ['takes a last line without a newline', 'c0 R __ksymtab_a', ['a 0x0']],
    ['takes an empty name', 'c0 R __ksymtab_\n', [' 0x0']],
    ['takes the same name twice', 'c0 R __ksymtab_a\nc1 R __ksymtab_a\n', ['a 0x0', 'a 0x0']],
    ['takes a line without a name for a line', 'c0 R \n', []],
    ['finds nothing in an empty file', '', []],
  ])('%s', (_, text, symbols) => {
    expect(map(text)).toEqual({ symbols, diagnostics: [] })
  })

  it.each([
    ['is empty', '\n', 1, '\n'],
    ['has one blank', 'c0 R\n', 1, 'c0 R\n'],
    ['has tabs for blanks', 'c0\tR\t__ksymtab_x\n', 1, 'c0\tR\t__ksymtab_x\n'],
    ['comes later', 'c0 T a\nc0 T b\nbad\nc0 T d\n', 3, 'bad\n'],
    ['comes last without a newline', 'c0 T a\nbad', 2, 'bad'],
    ['has its second blank on the next line', 'c0 R\n__ksymtab_a b c\n', 1, 'c0 R\n'],
  ])('reports a line that %s, and goes on', (_, bad, line, text) => {
    expect(map(`${bad}${bad.endsWith('\n') ? 'c0 R __ksymtab_z\n' : ''}`)).toEqual({
      symbols: bad.endsWith('\n') ? ['z 0x0'] : [],
      diagnostics: [{ code: 'system-map-bad-line', severity: 'error', file: '/f', line, text }],
    })
  })

  it.each([
    ['is taken off once', 'c0 R ___ksymtab_a\n', ['a 0x0']],
    ['is wanted by no one', 'c0 R __ksymtab_a\n', []],
    ['stays inside of the name', 'c0 R ___ksymtab__a\n', ['_a 0x0']],
  ])('with the prefix "_", it %s', (_, text, symbols) => {
    expect(map(text, '_').symbols).toEqual(symbols)
  })

  it('with a prefix that a name does not have, the name is read as it is', () => {
    expect(map('c0 R __ksymtab_a\nc1 R .__ksymtab_b\n', '.').symbols).toEqual(['a 0x0', 'b 0x0'])
  })
})

describe('readModuleSymvers()', () => {
  it.each([
    ['four columns', '0x1234abcd\tprintk\tvmlinux\tEXPORT_SYMBOL\n', ['printk 0x1234abcd']],
    ['five columns', '0x1\ta\tvmlinux\tEXPORT_SYMBOL_GPL\tNS\n', ['a 0x1']],
    ['an empty fifth column', '0x1\ta\tvmlinux\tEXPORT_SYMBOL\t\n', ['a 0x1']],
    ['a blank after three columns', '0x1 a vmlinux \n', ['a 0x1']],
    ['three columns, where the location is "vmlinux\\n"', '0x1\ta\tvmlinux\n', []],
    ['three columns at the end of a file without a newline', '0x1\ta\tvmlinux', ['a 0x1']],
    ['runs of blanks and tabs', ' \t0x1 \t a\t\tvmlinux \t x\n', ['a 0x1']],
    ['a location that is a module', '0x1\ta\tdrivers/x\tEXPORT_SYMBOL\n', []],
    ['a location that starts with vmlinux', '0x1\ta\tvmlinux.o\tEXPORT_SYMBOL\n', []],
    ['two columns', '0x1\ta\n', []],
    ['one column', '0x1\n', []],
    ['nothing', '\n', []],
  ])('with %s', (_, text, symbols) => {
    expect(symvers(text)).toEqual({ symbols, diagnostics: [] })
  })

  it.each([
    ['without 0x', 'deadbeef', '0xdeadbeef'],
    ['with 0X and capital letters', '0XDEADBEEF', '0xdeadbeef'],
    ['with 64 bits', '0x1122334455667788', '0x1122334455667788'],
    ['with leading zeros', '0x0000000000000000000001', '0x1'],
    ['with more leading zeros than any number has digits', `0x${'0'.repeat(100)}12`, '0x12'],
    ['of zero', '0x0', '0x0'],
    ['with a plus', '+0x10', '0x10'],
    ['with a minus, which wraps', '-1', '0xffffffffffffffff'],
    ['with a minus and 0x', '-0x2', '0xfffffffffffffffe'],
    // strtoull() stops at the largest number; kmod does not ask whether it did.
    ['of more than 64 bits, as the largest number', '0x1ffffffffffffffff', '0xffffffffffffffff'],
    ['of as many with a minus, the same', '-0x1ffffffffffffffff', '0xffffffffffffffff'],
  ])('reads a version %s', (_, version, crc) => {
    expect(symvers(`${version} a vmlinux x\n`)).toEqual({ symbols: [`a ${crc}`], diagnostics: [] })
  })

  it.each(['0x', 'zz', '0x12g', '12.', '--1', '+-1', '0x-1', '-', '0x0x1', 'vmlinux'])(
    'reports the version %j, and goes on',
    (text) => {
      expect(symvers(`0x1 a vmlinux x\n${text} b vmlinux x\n0x2 c vmlinux x\n`)).toEqual({
        symbols: ['a 0x1', 'c 0x2'],
        diagnostics: [{ code: 'symvers-bad-version', severity: 'error', file: '/f', line: 2, text }],
      })
    },
  )

  it('as kmod 35 takes no version of more than 32 bits', () => {
    const text =
      '0xffffffff a vmlinux x\n0x100000000 b vmlinux x\n-1 c vmlinux x\n0x00000000000000001 d vmlinux x\n'
    const diagnostics: Diagnostic[] = []
    const symbols = readModuleSymvers(Buffer.from(text), {
      file: '/f',
      prefix: undefined,
      kmod: '35',
      report: (d) => diagnostics.push(d),
    })
    expect(symbolTexts(symbols)).toEqual(['a 0xffffffff', 'd 0x1'])
    expect(diagnostics).toMatchObject([
      { code: 'symvers-bad-version', line: 2, text: '0x100000000' },
      { code: 'symvers-bad-version', line: 3, text: '-1' },
    ])
  })

  it('does not look at the version of a symbol that is not in vmlinux', () => {
    expect(symvers('zz a drivers/x y\n')).toEqual({ symbols: [], diagnostics: [] })
  })

  it('takes the prefix off once', () => {
    expect(symvers('0x1 _a vmlinux x\n0x2 __b vmlinux x\n0x3 c vmlinux x\n', '_').symbols).toEqual([
      'a 0x1',
      '_b 0x2',
      'c 0x3',
    ])
  })
})
