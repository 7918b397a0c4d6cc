import { describe, expect, it } from 'vitest'
import { formatContent, formatHead, type LayoutOptions } from '../../../src/cli/modinfo/modinfo-layout.ts'
import type { ModuleInfo } from '../../../src/tools/modinfo.ts'

const LINES = { separator: '\n' } as const
const NULS = { separator: '\0' } as const

const infoOf = (...texts: string[]): ModuleInfo => ({
  modname: 'm',
  path: '/m.ko',
  fields: texts.map((text) => {
    const [key = '', ...value] = text.split('=')
    return { key, value: value.join('=') }
  }),
})
const content = (info: ModuleInfo, options: LayoutOptions = LINES): string =>
  formatContent(info, options, () => undefined)

describe('formatHead()', () => {
  const builtin: ModuleInfo = { modname: 'bi', fields: [] }
  it.each<[string, ModuleInfo, LayoutOptions, string]>([
    ['a file', infoOf(), LINES, 'filename:       /m.ko\n'],
    ['a file with -0: the label stays', infoOf(), NULS, 'filename:       /m.ko\0'],
    ['a builtin module', builtin, LINES, 'name:           bi\nfilename:       (builtin)\n'],
    ['a builtin module with -0', builtin, NULS, 'name:           bi\0filename:       (builtin)\0'],
    ['-n of a file', infoOf(), { ...LINES, field: 'filename' }, '/m.ko\n'],
    ['-n of a builtin module', builtin, { ...LINES, field: 'filename' }, '(builtin)\n'],
    ['-F name of a builtin module', builtin, { ...LINES, field: 'name' }, 'bi\n'],
    ['-F name of a file', infoOf(), { ...LINES, field: 'name' }, ''],
    ['-F of anything else', builtin, { ...LINES, field: 'x' }, ''],
  ])('of %s', (_, info, options, text) => {
    expect(formatHead(info, options)).toBe(text)
  })
})

describe('formatContent()', () => {
  const keys = infoOf(
    'fourteen_chars=v',
    'fifteencharskey=w',
    'sixteencharskeyx=z',
    'short',
    '=empty',
    'a=b=c',
  )

  it('pads labels to 16 columns, and adds nothing after longer ones', () => {
    expect(content(keys)).toBe(
      'fourteen_chars: v\nfifteencharskey:w\nsixteencharskeyx:z\nshort:          \n:               empty\na:              b=c\n',
    )
  })

  it('joins key and value by = with -0', () => {
    expect(content(keys, NULS)).toBe(
      'fourteen_chars=v\0fifteencharskey=w\0sixteencharskeyx=z\0short=\0=empty\0a=b=c\0',
    )
  })

  it.each([
    ['license', 'GPL\nBSD\n'],
    ['License', ''],
    ['lic', ''],
    ['', 'empty\n'],
    ['noeq', '\n'],
    ['parmtype', 'a:int\ne\n'],
    ['filename', ''],
    ['signer', ''],
  ])('shows with -F %j the bare values of exactly that key', (field, text) => {
    const info = infoOf('license=GPL', '=empty', 'noeq', 'license=BSD', 'parmtype=a:int', 'parmtype=e')
    expect(content(info, { ...LINES, field })).toBe(text)
  })
})

describe('parameters', () => {
  const info = infoOf(
    ...['parm=a:desc a', 'parmtype=a:int', 'parmtype=b:bool', 'license=GPL', 'parm=c:only', 'parm=a:second'],
    ...['parmtype=a:uint', 'parm=bad', 'parm=f:', 'parmtype=g:', 'parm=h:x:y', 'parm=:anon', 'parm=i:'],
    ...['parmtype=i:int', 'parmtype=worse'],
  )
  const BARE = ['i: (int)', ':anon', 'h:x:y', 'g: ()', 'f:', 'c:only', 'b: (bool)', 'a:second (uint)']
  const DEFAULT = ['i: (int)', ':anon', 'h:x:y', 'g:', 'f:', 'c:only', 'b:bool', 'a:second (uint)']
  const labelled = (end: string) => DEFAULT.map((line) => `parm:           ${line}${end}`).join('')

  it('are merged by name and come last, in the reverse of their order', () => {
    expect(content(info)).toBe(`license:        GPL\n${labelled('\n')}`)
  })

  it('keep their label with -0', () => {
    expect(content(info, NULS)).toBe(`license=GPL\0${labelled('\0')}`)
  })

  it('have no label with -p, and a type alone in parentheses', () => {
    expect(content(info, { ...LINES, field: 'parm' })).toBe(BARE.map((line) => `${line}\n`).join(''))
    expect(content(info, { ...NULS, field: 'parm' })).toBe(BARE.map((line) => `${line}\0`).join(''))
  })

  it('are complained about when they have no colon', () => {
    const complaints: string[] = []
    for (const field of [undefined, 'parm', 'license'])
      formatContent(info, { ...LINES, field }, (text) => complaints.push(text))
    const one = [`Found invalid "parm=bad": missing ':'`, `Found invalid "parmtype=worse": missing ':'`]
    expect(complaints).toEqual([...one, ...one])
  })
})

describe('signatures', () => {
  const signed = (octets: number): ModuleInfo => ({
    ...infoOf('license=GPL', 'parm=p:x'),
    signature: {
      idType: 'PKCS#7',
      signer: 'a signer',
      keyId: new Uint8Array([0x0a, 0xff]),
      hashAlgorithm: 'sha256',
      signature: new Uint8Array(octets).fill(0xab),
    },
  })

  it('come after the fields and before the parameters', () => {
    expect(content(signed(2))).toBe(
      'license:        GPL\nsig_id:         PKCS#7\nsigner:         a signer\nsig_key:        0A:FF\n' +
        'sig_hashalgo:   sha256\nsignature:      AB:AB\nparm:           p:x\n',
    )
  })

  it.each([
    [0, ''],
    [1, 'AB'],
    [20, 'AB'.repeat(20).replace(/..(?=.)/g, '$&:')],
    [21, `${'AB:'.repeat(20)}\n\t\tAB`],
    [41, `${'AB:'.repeat(20)}\n\t\t${'AB:'.repeat(20)}\n\t\tAB`],
  ])('of %i octets break after every 20th', (octets, text) => {
    expect(content(signed(octets), { ...LINES, field: 'signature' })).toBe(`${text}\n`)
  })

  it('are fields for -F', () => {
    const fields = ['sig_id', 'signer', 'sig_key', 'sig_hashalgo']
    const values = fields.map((field) => content(signed(1), { ...NULS, field }))
    expect(values).toEqual(['PKCS#7\0', 'a signer\0', '0A:FF\0', 'sha256\0'])
  })
})
