import { expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { walkSections } from '../../src/facts/section-walk.ts'
import { buildModule } from '../support/elf-builder.ts'

it('finds sections by name, also with extended numbering', () => {
  const spec = { modinfo: ['license=GPL'], versions: [], exports: ['one'] }
  for (const extendedNumbering of [false, true]) {
    const bytes = buildModule({ ...spec, extendedNumbering })
    const elf = walkSections(wholeSource(bytes))
    expect([...(elf?.sections.keys() ?? [])].sort()).toEqual([
      ...['.modinfo', '.strtab', '.symtab', '__ksymtab_strings', '__versions'],
    ])
    const { start = 0, end = 0 } = elf?.sections.get('.modinfo') ?? {}
    expect(Buffer.from(bytes.subarray(start, end)).toString('latin1')).toBe('license=GPL\0')
  }
})

it('leaves out a section that is outside of the file', () => {
  const bytes = buildModule({
    modinfo: ['license=GPL'],
    damage: { sections: { '.modinfo': { size: 1 << 30 } } },
  })
  expect(walkSections(wholeSource(bytes))?.sections.has('.modinfo')).toBe(false)
})
