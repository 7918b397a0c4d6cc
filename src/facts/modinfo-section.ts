import { byteAt, byteString, findNul } from '../base/bytes.ts'
import type { ElfImage } from '../elf/elf-image.ts'
import { checkLimit } from '../elf/limits.ts'
import { MAX_MODINFO_FIELDS, MAX_MODINFO_SIZE } from '../wasm/facts-limits.ts'

const EQUALS = 0x3d

/** One `key=value` of .modinfo as byte strings. Keys repeat and their order matters. */
export interface ModinfoField {
  readonly key: string
  readonly value: string
}

/**
 * Calls `visit` for each string of .modinfo with where its key ends and its value starts and ends.
 *
 * .modinfo is a run of `key=value` strings, each ended by NUL; the linker may pad with more NULs, and the last string
 * needs no NUL. Without `=` the whole string is the key and the value is empty, which is not the same as no field:
 * `alias` alone makes an empty alias.
 * @throws KmodError KMOD_LIMIT
 */
export function eachModinfoField(
  image: ElfImage,
  visit: (start: number, keyEnd: number, valueStart: number, end: number) => void,
): void {
  const section = image.section('.modinfo')
  if (!section) return
  checkLimit('bytes', section.end - section.start, MAX_MODINFO_SIZE, '.modinfo')
  const { bytes } = image.source
  let count = 0
  for (let start = section.start; start < section.end; ) {
    const end = findNul(bytes, start, section.end)
    if (end > start) {
      checkLimit('fields', ++count, MAX_MODINFO_FIELDS, '.modinfo')
      let keyEnd = start
      while (keyEnd < end && byteAt(bytes, keyEnd) !== EQUALS) keyEnd++
      visit(start, keyEnd, Math.min(keyEnd + 1, end), end)
    }
    start = end + 1
  }
}

/** All fields of .modinfo in section order; none when the section is missing. */
export function parseModinfo(image: ElfImage): ModinfoField[] {
  const { bytes } = image.source
  const fields: ModinfoField[] = []
  eachModinfoField(image, (start, keyEnd, valueStart, end) => {
    fields.push({ key: byteString(bytes, start, keyEnd), value: byteString(bytes, valueStart, end) })
  })
  return fields
}
