import { describe, expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { MODINFO_SECTIONS, openElf } from '../../src/elf/elf-image.ts'
import { readBuildId } from '../../src/facts/build-id.ts'
import { FORMATS } from '../elf/images.ts'
import { buildIdNote, type NoteSpec } from '../support/build-id-note.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'

const ID = Buffer.from('00112233445566778899aabbccddeeff01234567', 'hex')
const read = (spec: ModuleSpec): string | undefined => {
  const id = readBuildId(openElf(wholeSource(buildModule(spec)), MODINFO_SECTIONS))
  return id && Buffer.from(id).toString('hex')
}

describe.each(FORMATS)('readBuildId() of class $class, $endian', (format) => {
  const of = (spec: Partial<NoteSpec>) =>
    read({ ...format, sections: [buildIdNote({ id: ID, endian: format.endian, ...spec })] })

  it('reads the description of the note', () => {
    expect(of({})).toBe(ID.toString('hex'))
    expect(of({ id: Buffer.alloc(0) })).toBe('')
    expect(of({ id: Buffer.from('ab', 'hex') })).toBe('ab')
  })

  it.each<[string, Partial<NoteSpec>]>([
    ['another type', { type: 4 }],
    ['another owner', { name: 'GNX\0' }],
    ['a longer name', { name: 'GNU\0\0\0\0\0' }],
    ['a description that passes the section', { length: 21 }],
    ['a description of 4 GB', { length: 0xffffffff }],
    ['no room for the name', { name: '' }],
  ])('sees none in a note with %s', (_, spec) => {
    expect(of(spec)).toBeUndefined()
  })
})

it('sees none without the section', () => {
  expect(read({ modinfo: ['license=GPL'] })).toBeUndefined()
})

it('readBuildId() keeps nothing of the memory that the file was read into', () => {
  const file = buildModule({ sections: [buildIdNote({ id: ID })] })
  const id = readBuildId(openElf(wholeSource(file), MODINFO_SECTIONS))
  file.fill(0)
  expect(Buffer.from(id ?? []).toString('hex')).toBe(ID.toString('hex'))
})
