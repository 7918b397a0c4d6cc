/** ELF images of built modules. */
import { type ByteSource, viewOf, wholeSource } from '../../src/base/byte-source.ts'
import { byteString } from '../../src/base/bytes.ts'
import { type ElfImage, openElf, type SectionName } from '../../src/elf/elf-image.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'

export const FORMATS = [
  { class: 64, endian: 'lsb' },
  { class: 64, endian: 'msb' },
  { class: 32, endian: 'lsb' },
  { class: 32, endian: 'msb' },
] as const

export const imageOf = (spec: ModuleSpec): ElfImage => openElf(wholeSource(buildModule(spec)))

/** The content of a section as a byte string; `undefined` when there is no such section. */
export function sectionText(image: ElfImage, name: SectionName): string | undefined {
  const section = image.section(name)
  return section && byteString(image.source.bytes, section.start, section.end)
}

/** A source that shows junk wherever nothing was loaded, in memory larger than the file. */
export function lazySource(content: Uint8Array): ByteSource {
  const bytes = new Uint8Array(content.length + 1000).fill(0xaa).subarray(3)
  return {
    size: content.length,
    bytes,
    view: viewOf(bytes),
    load(start, end) {
      if (end > content.length) throw new Error(`load() up to ${end} of ${content.length} bytes`)
      if (start < end) bytes.set(content.subarray(start, end), start)
    },
  }
}
