import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildModule, type ModuleSpec } from './elf-builder.ts'
import { HEADER_OFFSETS, SHN } from './elf-writer.ts'

const hasReadelf = spawnSync('readelf', ['--version']).status === 0
if (!hasReadelf) console.log('skipped: what readelf says of built modules (there is no readelf here)')

/** What readelf prints; a warning on its stderr fails the test. */
function readelf(spec: ModuleSpec, options: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'tskmod-elf-'))
  try {
    writeFileSync(join(directory, 'm.ko'), buildModule(spec))
    const { stdout, stderr } = spawnSync('readelf', [options, join(directory, 'm.ko')], { encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const FULL: ModuleSpec = {
  modinfo: ['license=GPL'],
  exports: [{ name: 'exported', crc: 0x1234 }, { name: 'relative', crc: 0x5678, how: 'section' }, 'plain'],
  needs: ['printk', { name: 'maybe', weak: true }],
  versions: [{ name: 'printk', crc: 0x92997ed8 }],
}

describe.runIf(hasReadelf)('buildModule() as readelf sees it', () => {
  it.each([
    [64, 'lsb', 'Advanced Micro Devices X86-64'],
    [64, 'msb', 'IBM S/390'],
    [32, 'lsb', 'Intel 80386'],
    [32, 'msb', 'PowerPC'],
  ] as const)('is a relocatable file of class %i, %s, for %s', (elfClass, endian, machine) => {
    const header = readelf({ ...FULL, class: elfClass, endian }, '-h')
    expect(header).toContain(`ELF${elfClass}`)
    expect(header).toContain('REL (Relocatable file)')
    expect(header).toContain(machine)

    const sections = readelf({ ...FULL, class: elfClass, endian }, '-SW')
    for (const name of [
      '.modinfo',
      '__ksymtab_strings',
      '__kcrctab',
      '__versions',
      '.symtab',
      '.strtab',
      '.shstrtab',
    ])
      expect(sections).toContain(` ${name} `)

    const symbols = readelf({ ...FULL, class: elfClass, endian }, '-sW')
    expect(symbols).toMatch(/0*1234 +0 NOTYPE +GLOBAL DEFAULT +ABS __crc_exported/)
    expect(symbols).toMatch(/ UND printk/)
    expect(symbols).toMatch(/WEAK +DEFAULT +UND maybe/)
    expect(symbols).toMatch(/FUNC +GLOBAL DEFAULT +1 plain/)
  })

  it('numbers its sections in section 0 on demand', () => {
    const header = readelf({ ...FULL, extendedNumbering: true }, '-hSW')
    expect(header).toMatch(/Number of section headers: +0 \(9\)/)
    expect(header).toMatch(/Section header string table index: +65535 \(8\)/)
    expect(header).toContain(' __versions ')
  })
})

describe('buildModule()', () => {
  const text = (spec: ModuleSpec): string => Buffer.from(buildModule(spec)).toString('latin1')

  it('gives the same bytes for the same spec', () => {
    expect(text(FULL)).toBe(text(structuredClone(FULL)))
  })

  it('writes records of 64 bytes into __versions, the CRC in the byte order of the file', () => {
    const versions = [{ name: 'printk', crc: 0x92997ed8 }]
    expect(text({ versions })).toContain(`\xd8\x7e\x99\x92\0\0\0\0printk${'\0'.repeat(50)}`)
    expect(text({ versions, endian: 'msb' })).toContain(`\0\0\0\0\x92\x99\x7e\xd8printk${'\0'.repeat(50)}`)
    expect(text({ versions, class: 32 })).toContain(`\xd8\x7e\x99\x92printk${'\0'.repeat(54)}`)
  })

  it('writes extended versions as CRCs and names apart', () => {
    const built = text({
      extendedVersions: [
        { name: 'a', crc: 1 },
        { name: 'long', crc: '0xfffffffe' },
      ],
    })
    expect(built).toContain('\x01\0\0\0\xfe\xff\xff\xff')
    expect(built).toContain('a\0long\0')
  })

  it.each([
    ['e_shnum', 0],
    ['e_shentsize', 63],
    ['e_shstrndx', 99],
  ] as const)('damages the header field %s', (field, value) => {
    const file = Buffer.from(buildModule({ damage: { header: { [field]: value } } }))
    expect(file.readUInt16LE(HEADER_OFFSETS[64][field])).toBe(value)
  })

  it('cuts, fills up and patches', () => {
    const whole = buildModule(FULL)
    expect(buildModule({ ...FULL, damage: { length: 100 } })).toEqual(whole.subarray(0, 100))
    expect(buildModule({ ...FULL, damage: { length: whole.length + 4 } })).toHaveLength(whole.length + 4)
    expect(
      buildModule({ damage: { patches: [{ at: 0, bytes: 'junk' }] } })
        .subarray(0, 4)
        .toString(),
    ).toBe('junk')
  })

  it('takes final NULs away and leaves sections out', () => {
    const modinfo = ['license=GPL']
    expect(text({ modinfo, damage: { trim: { '.modinfo': 1 } } }).length).toBeLessThanOrEqual(
      text({ modinfo }).length,
    )
    expect(text({ ...FULL, omit: ['.symtab'] })).not.toContain('.symtab')
    expect(text({ modinfo, damage: { contents: { '.modinfo': 'x=y' } } })).toContain('x=y')
  })

  it('takes symbols as they are', () => {
    const symbols = [{ name: '', nameOffset: 0xffffff, section: SHN.ABS }]
    expect(text({ symbols })).toContain('\xff\xff\xff\0\x10\0\xf1\xff')
  })
})
