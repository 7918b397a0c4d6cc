/**
 * AssemblyScript. The rows of traits-layout.ts of all modules that were read here, and their texts, and the one that is
 * being written.
 */
import * as layout from '../../traits-layout'
import { Bytes, Column } from '../columns'
import { findNul, isSame } from '../texts'

export const traitWords = new Column(0)
export const traitText = new Bytes(0)

/** The places of the values that each module is asked for, in its .modinfo. */
export function addPlaces(start: usize, end: usize): void {
  const textStart = startOfText()
  let license: u32 = 0
  let vermagic: u32 = 0
  for (let field = start; field < end; field = findNul(field, end) + 1) {
    const value = <u32>(field - start) + textStart + 1
    if (license === 0 && isField(field, end, LICENSE, 8)) license = value + 8
    else if (vermagic === 0 && isField(field, end, VERMAGIC, 9)) vermagic = value + 9
    else if (isField(field, end, IMPORT_NS, 10)) setFlag(layout.TRAITS_IMPORTS)
  }
  traitWords.push(license)
  traitWords.push(vermagic)
}

/** `license=`, `vermagic=` and `import_ns=` */
const LICENSE: usize = memory.data<u8>([0x6c, 0x69, 0x63, 0x65, 0x6e, 0x73, 0x65, 0x3d])
const VERMAGIC: usize = memory.data<u8>([0x76, 0x65, 0x72, 0x6d, 0x61, 0x67, 0x69, 0x63, 0x3d])
const IMPORT_NS: usize = memory.data<u8>([0x69, 0x6d, 0x70, 0x6f, 0x72, 0x74, 0x5f, 0x6e, 0x73, 0x3d])

function isField(field: usize, end: usize, key: usize, length: u32): bool {
  return field + length <= end && isSame(field, key, length)
}

/** The first word of the row that is being written. */
let openRow: u32 = 0

/** Where the text of that row starts: at the end of the row before. */
function startOfText(): u32 {
  return openRow === 0 ? 0 : traitWords.at(openRow - layout.ROW_WORDS + layout.BUILD_ID_END)
}

/** Whether the traits of the last module are known. */
export function knowsTraits(): bool {
  const head = traitWords.length - layout.ROW_WORDS + layout.HEAD
  return traitWords.length > 0 && (traitWords.at(head) & layout.TRAITS_KNOWN) !== 0
}

/** Drops what was written of this module before: it may be added once more, and its end is that of the row before. */
export function openRowAt(first: u32): void {
  openRow = first
  traitWords.length = first
  traitText.length = startOfText()
}

/** Sets a flag of the row that is being written. */
export function setFlag(flag: u32): void {
  const head = openRow + <u32>layout.HEAD
  traitWords.set(head, traitWords.at(head) | flag)
}

/**
 * Puts a row that was made in JavaScript in place of that of the last module, which is not known here. The parts of its
 * text, one after the other, are at `text`, which is freed.
 */
export function replaceTraits(
  head: u32,
  undefinedCount: u32,
  text: usize,
  modinfoSize: u32,
  exportsSize: u32,
  buildIdSize: u32,
): void {
  openRowAt(traitWords.length - layout.ROW_WORDS)
  traitWords.push(head)
  traitWords.push(undefinedCount)
  traitText.append(text, modinfoSize + exportsSize + buildIdSize)
  traitWords.push(traitText.length - buildIdSize - exportsSize)
  traitWords.push(traitText.length - buildIdSize)
  traitWords.push(traitText.length)
  addPlaces(text, text + modinfoSize)
  heap.free(text)
}
