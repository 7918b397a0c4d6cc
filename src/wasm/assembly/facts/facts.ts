/**
 * AssemblyScript. Turns the sections of one module after the other into rows of facts. sections.ts finds the sections,
 * or facts/extract-facts.ts if that refuses the file; facts/facts-table.ts describes the columns.
 *
 * As JavaScript this took half of a whole run of depmod, most of it before V8 had compiled it.
 */
import * as limits from '../../facts-limits'
import * as request from '../../facts-request-layout'
import * as flags from '../../symbol-flags'
import { intern } from '../names'
import { findNul, isSame } from '../texts'
import { compareWithKsymtab } from './ksymtab'
import { countName, forgetLimits, pass, passed } from './limits'
import {
  at,
  findSectionOfSymbol,
  forgetSection,
  openRequest,
  read32,
  sectionEnd,
  sectionStart,
  word,
} from './module-file'
import { endModule, exported, fieldKind, forgetOpenModule, needed, textEnds, texts } from './rows'
import {
  CRC_PREFIX_LENGTH,
  crcRows,
  everyNameValid,
  isWeak,
  ksymtabRows,
  sectionIndex,
  surveySymbols,
  symbolName,
  symbolNameLength,
  symbolValue,
  undefinedNamesValid,
  undefinedRows,
} from './symbol-survey'
import {
  matchVersion,
  NO_RECORD,
  neededName,
  readVersions,
  versionHigh,
  versionLow,
  versionMatched,
  versionName,
} from './symbol-versions'
import { addTraits, addUnknownTraits } from './traits'

export { nameBytes, nameStarts } from '../names'
export { setHashKey, sipHash } from '../sip-hash'
export {
  allocate,
  describeOwn,
  joinedExported,
  joinedFieldKind,
  joinedFieldStarts,
  joinedNeeded,
  joinedTextEnds,
  joinedTexts,
  joinModules,
} from './joined'
export { setLoaded } from './loaded-ranges'
export { requestWords, reserveFile } from './module-file'
export { exported, fieldKind, fieldStarts, needed, textEnds, texts } from './rows'
export { findSections, sectionNames } from './sections'
export { wantKsymtab } from './symbol-survey'
export { versionHigh, versionLow, versionName } from './symbol-versions'
export { knowsTraits, replaceTraits, traitText, traitWords } from './trait-rows'
export { wantTraits } from './traits'

const SHN_UNDEF: u32 = 0
const SHN_ABS: u32 = 0xfff1
const EQUALS: u8 = 0x3d

/** alias, softdep and weakdep, the positions of FIELD_KINDS. */
const ALIAS: usize = memory.data<u8>([0x61, 0x6c, 0x69, 0x61, 0x73])
const SOFTDEP: usize = memory.data<u8>([0x73, 0x6f, 0x66, 0x74, 0x64, 0x65, 0x70])
const WEAKDEP: usize = memory.data<u8>([0x77, 0x65, 0x61, 0x6b, 0x64, 0x65, 0x70])
const NO_KIND: i32 = -1

/**
 * Adds the module that the request describes.
 * @returns UNTERMINATED_NAME when its exported symbols cannot be read, and the module is added without exports; any
 * other value than SOUND is a limit that the module exceeds, and then nothing was added
 */
export function addModule(): i32 {
  openRequest()
  forgetSection()
  forgetLimits()
  forgetOpenModule()
  const hasSymbols = surveySymbols()
  const listed = exported.name.length
  const isSound = addExported(hasSymbols)
  if (ksymtabRows.length > 0 && passed === limits.SOUND) compareWithKsymtab(listed)
  if (hasSymbols && undefinedNamesValid) addNeeded()
  addFields()
  if (passed !== limits.SOUND) return passed
  addTraits(hasSymbols)
  endModule()
  return isSound ? limits.SOUND : limits.UNTERMINATED_NAME
}

/** Adds a module without facts. */
export function addNothing(): void {
  forgetOpenModule()
  addUnknownTraits()
  endModule()
}

/**
 * Reads the version records of the module that the request describes, and nothing else.
 * @returns SOUND, or a limit that the module exceeds
 */
export function readModuleVersions(): i32 {
  openRequest()
  forgetLimits()
  readVersions()
  return passed
}

/**
 * Exports (elf/README.md): the names after `__crc_` if there are any and every name in the table is sound, else the
 * strings of `__ksymtab_strings` with CRC 0. `__ksymtab_*` symbols are never looked at: see compareWithKsymtab().
 */
function addExported(hasSymbols: bool): bool {
  if (!hasSymbols || !everyNameValid || crcRows.length === 0) return addKsymtabStrings()
  for (let i: u32 = 0; i < crcRows.length; i++) {
    const row = crcRows.at(i)
    const name = symbolName(row) + CRC_PREFIX_LENGTH
    const size = symbolNameLength(name)
    if (passed !== limits.SOUND) return true
    const crc = crcOf(row)
    exported.push(intern(name, size), <u32>crc, <u32>(crc >> 32), 0)
  }
  return true
}

/** The value of the symbol, or the 32-bit word there in its section; kmod: all ones when there is no such word. */
function crcOf(row: u32): u64 {
  const index = sectionIndex(row)
  const value = symbolValue(row)
  if (index === SHN_UNDEF || index === SHN_ABS) return value
  if (value >> 32 !== 0 || !findSectionOfSymbol(index, row)) return u64.MAX_VALUE
  const start = <u64>sectionStart + value
  return start + 4 <= <u64>sectionEnd ? <u64>read32(at(<u32>start)) : u64.MAX_VALUE
}

/** kmod: with modversions off the names of symbol namespaces are here too and become exports. */
function addKsymtabStrings(): bool {
  const start = at(word(request.KSYMTAB_STRINGS))
  const end = at(word(request.KSYMTAB_STRINGS + 1))
  // kmod: a single byte, which can only be the end of an empty name, is skipped.
  if (end - start <= 1) return true
  if (load<u8>(end - 1) !== 0) return false
  for (let name = start; name < end; ) {
    const nameEnd = findNul(name, end)
    countName(<u32>(nameEnd - name))
    if (passed !== limits.SOUND) return true
    if (nameEnd > name) exported.push(intern(name, <u32>(nameEnd - name)), 0, 0, 0)
    name = nameEnd + 1
  }
  return true
}

/**
 * kmod: undefined symbols in table order, each with the CRC of the first version record of its name, then every record
 * that was not such a first match (`module_layout`, or a duplicate name). An unterminated name invalidates the whole
 * list, silently.
 */
function addNeeded(): void {
  if (!readVersions()) return
  for (let i: u32 = 0; i < undefinedRows.length; i++) {
    const row = undefinedRows.at(i)
    const start = symbolName(row)
    const size = symbolNameLength(start)
    if (passed !== limits.SOUND) return
    const name = neededName(start, size)
    const record = matchVersion(name)
    const weak: u32 = isWeak(row) ? flags.WEAK : 0
    if (record === NO_RECORD) needed.push(name, 0, 0, weak)
    else needed.push(name, versionLow.at(record), versionHigh.at(record), weak)
  }
  for (let record: u32 = 0; record < versionName.length; record++)
    if (versionMatched.at(record) === 0)
      needed.push(versionName.at(record), versionLow.at(record), versionHigh.at(record), 0)
}

/** The `key=value` strings of .modinfo that depmod knows; see facts/modinfo-section.ts. */
function addFields(): void {
  const end = at(word(request.MODINFO + 1))
  if (word(request.MODINFO + 1) - word(request.MODINFO) > <u32>limits.MAX_MODINFO_SIZE) {
    pass(limits.EXCEEDED_MODINFO_SIZE)
    return
  }
  let count: u32 = 0
  for (let text = at(word(request.MODINFO)); text < end; ) {
    const textEnd = findNul(text, end)
    if (textEnd > text && ++count > <u32>limits.MAX_MODINFO_FIELDS) {
      pass(limits.EXCEEDED_MODINFO_FIELDS)
      return
    }
    const kind = kindAt(text, textEnd)
    if (kind !== NO_KIND) {
      let value = text
      while (value < textEnd && load<u8>(value) !== EQUALS) value++
      if (value < textEnd) value++
      fieldKind.push(kind)
      texts.append(value, <u32>(textEnd - value))
      textEnds.push(texts.length)
    }
    text = textEnd + 1
  }
}

function kindAt(text: usize, end: usize): i32 {
  if (isKey(text, end, ALIAS, 5)) return 0
  if (isKey(text, end, SOFTDEP, 7)) return 1
  return isKey(text, end, WEAKDEP, 7) ? 2 : NO_KIND
}

/** Whether the text is that key, or begins with it and a `=`. */
function isKey(text: usize, end: usize, key: usize, size: usize): bool {
  if (text + size > end || !isSame(text, key, size)) return false
  return text + size === end || load<u8>(text + size) === EQUALS
}
