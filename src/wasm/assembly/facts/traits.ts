/**
 * AssemblyScript. The properties of the current module that the kernel checks besides symbols, as a row of
 * traits-layout.ts: what facts/module-traits.ts reads of one module in JavaScript, for thousands.
 */
import { MAX_SYMBOL_NAME_LENGTH, MAX_SYMBOL_NAMES_SIZE } from '../../facts-limits'
import * as request from '../../facts-request-layout'
import * as layout from '../../traits-layout'
import { Column } from '../columns'
import { intern, nameCount } from '../names'
import { findNul } from '../texts'
import { forgetGplSection, isGplSection } from './gpl-section'
import { at, read16, read32, word } from './module-file'
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
import { addPlaces, openRowAt, setFlag, traitText, traitWords } from './trait-rows'

let wanted: bool = false

/** From here on a row is added for each module. */
export function wantTraits(): void {
  wanted = true
  wantTraitSections()
  wantTraitRows()
}

const E_MACHINE: u32 = 18
/** A note (facts/build-id.ts): lengths of name and content, type, and the name, which is `GNU` and a NUL. */
const NOTE_HEAD: u32 = 16
const NT_GNU_BUILD_ID: u32 = 3
const GNU: u32 = 0x00554e47
const LARGEST_MODINFO: u32 = 1 << 24
/** Of all modules of a thread; far more than any kernel has. Further ones are refused in JavaScript. */
const LARGEST_TEXT: u32 = 1 << 29

/** Adds the row of the module that addModule() has read; without symbols it has no exports. */
export function addTraits(hasSymbols: bool): void {
  if (!wanted) return
  const isWhole = hasSymbols ? everyNameValid : word(request.SYMTAB) === 0 || word(request.STRTAB) === 0
  const isTooLong = size(request.MODINFO) > LARGEST_MODINFO || traitText.length > LARGEST_TEXT
  if (!isUsual || !isWhole || isTooLong) {
    addUnknownTraits()
    return
  }
  openRowAt((exported.starts.length - 1) * <u32>layout.ROW_WORDS)
  traitWords.push(headWord())
  traitWords.push(hasSymbols ? undefinedRows.length : 0)
  traitText.append(at(word(request.MODINFO)), size(request.MODINFO))
  traitWords.push(traitText.length)
  if (hasSymbols && word(request.KSYMTAB_STRINGS) !== 0 && !addExports()) {
    addUnknownTraits()
    return
  }
  traitWords.push(traitText.length)
  addBuildId()
  traitWords.push(traitText.length)
  addPlaces(at(word(request.MODINFO)), at(word(request.MODINFO + 1)))
}

/** Adds the content of the note of the current module, as facts/build-id.ts reads it. */
function addBuildId(): void {
  if (size(request.BUILD_ID) < NOTE_HEAD) return
  const note = at(word(request.BUILD_ID))
  const length = read32(note + 4)
  if (read32(note) !== 4 || read32(note + 8) !== NT_GNU_BUILD_ID || load<u32>(note + 12) !== GNU) return
  if (length > size(request.BUILD_ID) - NOTE_HEAD) return
  setFlag(layout.TRAITS_BUILD_ID)
  traitText.append(note + NOTE_HEAD, length)
}

/** Adds a row that says that the traits are not known here. */
export function addUnknownTraits(): void {
  if (!wanted) return
  openRowAt((exported.starts.length - 1) * <u32>layout.ROW_WORDS)
  traitWords.push(0)
  traitWords.push(0)
  for (let i: u32 = layout.MODINFO_END; i <= <u32>layout.BUILD_ID_END; i++) traitWords.push(traitText.length)
  for (let i: u32 = layout.LICENSE; i < <u32>layout.ROW_WORDS; i++) traitWords.push(0)
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
