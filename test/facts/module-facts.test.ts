import { describe, expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { extractModuleFacts } from '../../src/facts/module-facts.ts'
import { buildModule } from '../support/elf-builder.ts'

describe('extractModuleFacts()', () => {
  it('gives fields, exported and needed symbols as plain data', () => {
    const elf = buildModule({
      modinfo: ['license=GPL', 'alias=pci:v1*', 'alias'],
      exports: [{ name: 'offered', crc: 0xfedcba98 }],
      needs: [{ name: 'printk' }, { name: 'perhaps', weak: true }],
      versions: [{ name: 'printk', crc: 0x12345678 }],
    })
    expect(extractModuleFacts(elf)).toEqual({
      modinfo: [
        { key: 'license', value: 'GPL' },
        { key: 'alias', value: 'pci:v1*' },
        { key: 'alias', value: '' },
      ],
      exportedSymbols: [{ name: 'offered', crc: 0xfedcba98n }],
      neededSymbols: [
        { name: 'printk', crc: 0x12345678n, bind: 'undef' },
        { name: 'perhaps', crc: 0n, bind: 'weak' },
      ],
    })
  })

  it('gives a CRC of 64 bits whole', () => {
    const elf = buildModule({ exports: [{ name: 'x', crc: '0x89abcdef01234567', how: 'absolute' }] })
    expect(extractModuleFacts(elf).exportedSymbols).toEqual([{ name: 'x', crc: 0x89abcdef01234567n }])
  })

  it.each([
    ['what is no ELF', Buffer.from('this is no module')],
    ['a cut module', buildModule({ modinfo: ['license=GPL'] }).subarray(0, 100)],
  ])('throws a KmodError for %s', (_, bytes) => {
    expect(() => extractModuleFacts(bytes)).toThrowError(KmodError)
  })
})
