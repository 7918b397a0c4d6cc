/**
 * AssemblyScript. The properties of the current module that the kernel checks besides symbols, as a row of
 * traits-layout.ts: what facts/module-traits.ts reads of one module in JavaScript, for thousands.
 */
import { MAX_SYMBOL_NAME_LENGTH, MAX_SYMBOL_NAMES_SIZE } from '../../facts-limits'
import * as request from '../../facts-request-layout'
import * as layout from '../../traits-layout'
import { findNul, isSame } from '../texts'
import { Bytes, Column } from './columns'
import { forgetGplSection, isGplSection } from './gpl-section'
import { at, read16, word } from './module-file'
import { intern, nameCount } from './names'
import { exported } from './rows'
import { isUsual, wantTraitSections } from './sections'
import {
  everyNameValid,
  FLAGS_PREFIX_LENGTH,
  flagRows,
  KSYMTAB_PREFIX_LENGTH,
  ksymtabRows,
  NAMESPACE_PREFIX_LENGTH,
  namespaceRows,
  sectionIndex,
  symbolName,
  symbolValue,
  uncountedNameLength,
  undefinedRows,
  wantTraitRows,
} from './symbol-survey'

export const traitWords = new Column(0)
export const traitText = new Bytes(0)
let wanted: bool = false

/** From here on a row is added for each module. */
export function wantTraits(): void {
  wanted = true
  wantTraitSections()
  wantTraitRows()
}

const E_MACHINE: u32 = 18
/** A note: three words, and the name `GNU`. */
const NOTE_HEAD: u32 = 16
const LARGEST_MODINFO: u32 = 1 << 24

/** Adds the row of the module that addModule() has read; without symbols it has no exports. */
export function addTraits(hasSymbols: bool): void {
  if (!wanted) return
  const isWhole = hasSymbols ? everyNameValid : word(request.SYMTAB) === 0 || word(request.STRTAB) === 0
  if (!isUsual || !isWhole || size(request.MODINFO) > LARGEST_MODINFO) {
    addUnknownTraits()
    return
  }
  openRow()
  traitWords.push(headWord())
  traitWords.push(hasSymbols ? undefinedRows.length : 0)
  traitText.append(at(word(request.MODINFO)), size(request.MODINFO))
  traitWords.push(traitText.length)
  if (hasSymbols && word(request.KSYMTAB_STRINGS) !== 0 && !addExports()) {
    addUnknownTraits()
    return
  }
  traitWords.push(traitText.length)
  if (size(request.BUILD_ID) > NOTE_HEAD)
    traitText.append(at(word(request.BUILD_ID) + NOTE_HEAD), size(request.BUILD_ID) - NOTE_HEAD)
  traitWords.push(traitText.length)
  addPlaces()
}

/** The places of the values that each module is asked for. */
function addPlaces(): void {
  const start = at(word(request.MODINFO))
  const end = at(word(request.MODINFO + 1))
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

/** Where the text of the row that is being written starts: at the end of the row before. */
function startOfText(): u32 {
  const row = (exported.starts.length - 1) * <u32>layout.ROW_WORDS
  return row === 0 ? 0 : traitWords.at(row - layout.ROW_WORDS + layout.BUILD_ID_END)
}

/** Adds a row that says that the traits are not known here. */
export function addUnknownTraits(): void {
  if (!wanted) return
  openRow()
  traitWords.push(0)
  traitWords.push(0)
  for (let i: u32 = layout.MODINFO_END; i <= <u32>layout.BUILD_ID_END; i++) traitWords.push(traitText.length)
  for (let i: u32 = layout.LICENSE; i < <u32>layout.ROW_WORDS; i++) traitWords.push(0)
}

/** Whether the last row says more than that nothing is known. */
export function knowsTraits(): bool {
  return traitWords.length > 0 && traitWords.at(traitWords.length - layout.ROW_WORDS + layout.HEAD) !== 0
}

/** Drops what was written of this module before: it may be added once more, and its end is that of the row before. */
function openRow(): void {
  const length = (exported.starts.length - 1) * <u32>layout.ROW_WORDS
  traitWords.extend(length)
  traitWords.length = length
  traitText.length = startOfText()
}

function size(section: u32): u32 {
  return word(section + 1) - word(section)
}

function headWord(): u32 {
  let head: u32 = layout.TRAITS_KNOWN | (read16(at(E_MACHINE)) << 16)
  if (word(request.IS_64) !== 0) head |= layout.TRAITS_64
  if (word(request.IS_LITTLE) !== 0) head |= layout.TRAITS_LITTLE
  if (word(request.VERSIONS) !== 0) head |= layout.TRAITS_BASIC
  if (word(request.VERSION_EXT_CRCS) !== 0) head |= layout.TRAITS_EXTENDED
  return head
}

/** By name id, of the current module: one more than the offset of its namespace, and whether its flag is set. */
const namespaceAt = new Column(1 << 15)
const isFlagged = new Column(1 << 15)
const NUL: u32 = 0

/** Adds the record of each export; false if they are too long. */
function addExports(): bool {
  noteNamespaces()
  noteFlags()
  const strings = at(word(request.KSYMTAB_STRINGS))
  const stringsEnd = at(word(request.KSYMTAB_STRINGS + 1))
  const first = traitText.length
  forgetGplSection()
  for (let i: u32 = 0; i < ksymtabRows.length; i++) {
    const row = ksymtabRows.at(i)
    const name = symbolName(row) + KSYMTAB_PREFIX_LENGTH
    const length = uncountedNameLength(name)
    const id = idOf(name, length)
    const gplOnly = isFlagged.at(id) !== 0 || isGplSection(sectionIndex(row))
    appendByte(gplOnly ? layout.GPL_ONLY : layout.FOR_ALL)
    traitText.append(name, length)
    appendByte(NUL)
    const namespace = namespaceAt.at(id)
    if (namespace !== 0) {
      setFlag(layout.TRAITS_NAMESPACES)
      const start = strings + namespace - 1
      const end = min(stringsEnd, start + MAX_SYMBOL_NAME_LENGTH)
      traitText.append(start, <u32>(findNul(start, end) - start))
    }
    appendByte(NUL)
    if (traitText.length - first > <u32>MAX_SYMBOL_NAMES_SIZE) break
  }
  forget(namespaceRows, NAMESPACE_PREFIX_LENGTH, namespaceAt)
  forget(flagRows, FLAGS_PREFIX_LENGTH, isFlagged)
  return traitText.length - first <= <u32>MAX_SYMBOL_NAMES_SIZE
}

/** Sets a flag of the row that is being written. */
function setFlag(flag: u32): void {
  const head = (exported.starts.length - 1) * <u32>layout.ROW_WORDS + <u32>layout.HEAD
  traitWords.set(head, traitWords.at(head) | flag)
}

/** Nearly all symbols have the empty namespace. */
function noteNamespaces(): void {
  const strings = word(request.KSYMTAB_STRINGS)
  const limit = <u64>size(request.KSYMTAB_STRINGS)
  for (let i: u32 = 0; i < namespaceRows.length; i++) {
    const value = symbolValue(namespaceRows.at(i))
    if (value >= limit || load<u8>(at(strings + <u32>value)) === 0) continue
    const id = idOfRow(namespaceRows.at(i), NAMESPACE_PREFIX_LENGTH)
    namespaceAt.set(id, <u32>value + 1)
  }
}

function noteFlags(): void {
  const flags = word(request.KFLAGSTAB)
  const limit = <u64>size(request.KFLAGSTAB)
  for (let i: u32 = 0; i < flagRows.length; i++) {
    const value = symbolValue(flagRows.at(i))
    if (value >= limit || (load<u8>(at(flags + <u32>value)) & 1) === 0) continue
    isFlagged.set(idOfRow(flagRows.at(i), FLAGS_PREFIX_LENGTH), 1)
  }
}

function idOfRow(row: u32, prefix: u32): u32 {
  const name = symbolName(row) + prefix
  return idOf(name, uncountedNameLength(name))
}

/** The id of a name, for which both columns have a row. */
function idOf(name: usize, length: u32): u32 {
  const id = intern(name, length)
  namespaceAt.extend(nameCount())
  isFlagged.extend(nameCount())
  return id
}

function forget(rows: Column, prefix: u32, column: Column): void {
  for (let i: u32 = 0; i < rows.length; i++) {
    column.set(idOfRow(rows.at(i), prefix), 0)
  }
}

function appendByte(byte: u32): void {
  store<u8>(oneByte, <u8>byte)
  traitText.append(oneByte, 1)
}

const oneByte: usize = memory.data(1)
