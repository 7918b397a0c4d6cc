import { byteString } from '../base/bytes.ts'
import type { ElfImage, ElfSection } from '../elf/elf-image.ts'
import { checkLimit } from '../elf/limits.ts'
import { MAX_MODINFO_FIELDS, MAX_MODINFO_SIZE } from '../wasm/facts-limits.ts'

/** One `key=value` of .modinfo as byte strings. Keys repeat and their order matters. */
export interface ModinfoField {
  readonly key: string
  readonly value: string
}

/**
 * The fields of a .modinfo section, `bytes[start..end)`, in order.
 *
 * .modinfo is a run of `key=value` strings, each ended by NUL; the linker may pad with more NULs, and the last string
 * needs no NUL. Without `=` the whole string is the key and the value is empty, which differs from a missing field:
 * `alias` alone is an empty alias.
 * @throws KmodError KMOD_LIMIT
 */
export function parseModinfoText(bytes: Uint8Array, start: number, end: number): ModinfoField[] {
  const fields: ModinfoField[] = []
  for (const text of byteString(bytes, start, end).split('\0')) {
    if (text === '') continue
    checkLimit('fields', fields.length + 1, MAX_MODINFO_FIELDS, '.modinfo')
    const equals = text.indexOf('=')
    fields.push(
      equals < 0 ? { key: text, value: '' } : { key: text.slice(0, equals), value: text.slice(equals + 1) },
    )
  }
  return fields
}

/**
 * The .modinfo section of a module, loaded; `undefined` if it has none.
 * @throws KmodError KMOD_LIMIT
 */
export function modinfoSection(image: ElfImage): ElfSection | undefined {
  const section = image.section('.modinfo')
  if (section) checkLimit('bytes', section.end - section.start, MAX_MODINFO_SIZE, '.modinfo')
  return section
}

/**
 * All fields of the .modinfo of a module; empty if the section is missing.
 * @throws KmodError KMOD_LIMIT
 */
export function parseModinfo(image: ElfImage): ModinfoField[] {
  const section = modinfoSection(image)
  return section ? parseModinfoText(image.source.bytes, section.start, section.end) : []
}
