/** Builds the section that holds a module's build ID (see src/facts/build-id.ts). */
import type { ElfSection } from './elf-writer.ts'

export interface NoteSpec {
  readonly id: Uint8Array
  readonly endian?: 'lsb' | 'msb'
  /** Default: `GNU` and its NUL. */
  readonly name?: string
  readonly type?: number
  /** The length of the description, where it is to be wrong. */
  readonly length?: number
}

const SHT_NOTE = 7

export function buildIdNote({ id, endian = 'lsb', name = 'GNU\0', type = 3, length }: NoteSpec): ElfSection {
  const header = Buffer.alloc(12)
  for (const [i, word] of [name.length, length ?? id.length, type].entries())
    if (endian === 'lsb') header.writeUInt32LE(word, 4 * i)
    else header.writeUInt32BE(word, 4 * i)
  const note = Buffer.concat([header, Buffer.from(name, 'latin1'), id])
  return { name: '.note.gnu.build-id', type: SHT_NOTE, content: note.toString('latin1') }
}
