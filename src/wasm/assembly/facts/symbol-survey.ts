/**
 * AssemblyScript. Finds the rows of .symtab that matter for dependencies in one pass: a module has hundreds of symbols,
 * and only the undefined ones and the `__crc_*` ones concern others.
 */
import * as limits from '../../facts-limits'
import * as request from '../../facts-request-layout'
import { Column } from '../columns'
import { findNul, isSame } from '../texts'
import { countName, pass } from './limits'
import { at, isClass64, read16, read32, readWord, word } from './module-file'

const SHN_UNDEF: u32 = 0
const STT_REGISTER: u32 = 13
const STB_WEAK: u32 = 2

/** `__crc_`: the first four bytes and the last two, as they are read from memory. */
const CRC_PREFIX_FIRST: u32 = 0x72635f5f
const CRC_PREFIX_LAST: u32 = 0x5f63
export const CRC_PREFIX_LENGTH: u32 = 6

/** `__ksymtab_`, likewise: two times four bytes and two. */
const KSYMTAB_PREFIX_FIRST: u32 = 0x736b5f5f
const KSYMTAB_PREFIX_NEXT: u32 = 0x61746d79
const KSYMTAB_PREFIX_LAST: u32 = 0x5f62
export const KSYMTAB_PREFIX_LENGTH: u32 = 10

/** `__kstrtabns_` and `__flags_` */
const NAMESPACE_PREFIX: usize = memory.data<u8>([
  0x5f, 0x5f, 0x6b, 0x73, 0x74, 0x72, 0x74, 0x61, 0x62, 0x6e, 0x73, 0x5f,
])
export const NAMESPACE_PREFIX_LENGTH: u32 = 12
const FLAGS_PREFIX: usize = memory.data<u8>([0x5f, 0x5f, 0x66, 0x6c, 0x61, 0x67, 0x73, 0x5f])
export const FLAGS_PREFIX_LENGTH: u32 = 8

/** Rows of undefined, named symbols, in table order; on SPARC without the register declarations. */
export const undefinedRows = new Column(1 << 10)
/** Rows whose name starts with `__crc_`. */
export const crcRows = new Column(1 << 10)
/** Rows of defined symbols whose name starts with `__ksymtab_`, if requested: depmod never looks at them. */
export const ksymtabRows = new Column(1 << 10)
let wantsKsymtab: bool = false
/** Rows of defined symbols whose name starts with `__kstrtabns_` and `__flags_`, if requested: see traits.ts. */
export const namespaceRows = new Column(1 << 10)
export const flagRows = new Column(1 << 10)
let wantsTraits: bool = false
/** Whether every symbol's name, and whether every undefined symbol's name, starts inside .strtab. */
export let everyNameValid: bool = false
export let undefinedNamesValid: bool = false

let nameStart: u32 = 0
let nameSize: u32 = 0
let nameEnd: usize = 0
let rowSize: u32 = 0
let infoAt: u32 = 0
let indexAt: u32 = 0
let valueAt: u32 = 0

/** From here on `ksymtabRows` is filled, too. */
export function wantKsymtab(): void {
  wantsKsymtab = true
}

/** And from here on `namespaceRows` and `flagRows`. */
export function wantTraitRows(): void {
  wantsKsymtab = true
  wantsTraits = true
}

/** False when .symtab or .strtab is missing or .symtab is not a whole number of symbols: not an error in kmod. */
export function surveySymbols(): bool {
  undefinedRows.length = 0
  crcRows.length = 0
  ksymtabRows.length = 0
  namespaceRows.length = 0
  flagRows.length = 0
  everyNameValid = true
  undefinedNamesValid = true
  rowSize = isClass64() ? 24 : 16
  infoAt = isClass64() ? 4 : 12
  indexAt = isClass64() ? 6 : 14
  valueAt = isClass64() ? 8 : 4
  const start = word(request.SYMTAB)
  const size = word(request.SYMTAB + 1) - start
  nameStart = word(request.STRTAB)
  nameSize = word(request.STRTAB + 1) - nameStart
  nameEnd = at(word(request.STRTAB + 1))
  if (start === 0 || nameStart === 0 || size % rowSize !== 0) return false
  if (size / rowSize > <u32>limits.MAX_SYMBOLS) {
    pass(limits.EXCEEDED_SYMBOLS)
    return false
  }
  const hasRegisters = word(request.HAS_REGISTERS) !== 0
  for (let row: u32 = 1, count = size / rowSize; row < count; row++) {
    const symbol = symbolAt(row)
    const isRegister = hasRegisters && (load<u8>(symbol + infoAt) & 0xf) === STT_REGISTER
    surveySymbol(row, read32(symbol), read16(symbol + indexAt) === SHN_UNDEF && !isRegister)
  }
  return true
}

function surveySymbol(row: u32, st_name: u32, isUndefined: bool): void {
  if (st_name >= nameSize) {
    everyNameValid = false
    if (isUndefined) undefinedNamesValid = false
    return
  }
  const name = at(nameStart + st_name)
  if (isUndefined && load<u8>(name) !== 0) undefinedRows.push(row)
  if (load<u32>(name) === CRC_PREFIX_FIRST && hasCrcPrefix(name)) crcRows.push(row)
  if (!wantsKsymtab || isUndefined) return
  if (hasKsymtabPrefix(name)) ksymtabRows.push(row)
  else if (wantsTraits && hasPrefix(name, NAMESPACE_PREFIX, NAMESPACE_PREFIX_LENGTH)) namespaceRows.push(row)
  else if (wantsTraits && hasPrefix(name, FLAGS_PREFIX, FLAGS_PREFIX_LENGTH)) flagRows.push(row)
}

function hasPrefix(name: usize, prefix: usize, size: u32): bool {
  return load<u16>(name + 2) === load<u16>(prefix + 2) && name + size <= nameEnd && isSame(name, prefix, size)
}

function hasCrcPrefix(name: usize): bool {
  return load<u16>(name + 4) === CRC_PREFIX_LAST && name + CRC_PREFIX_LENGTH <= nameEnd
}

/** A few bytes after the end of the file are readable. */
function hasKsymtabPrefix(name: usize): bool {
  return (
    load<u32>(name) === KSYMTAB_PREFIX_FIRST &&
    load<u32>(name + 4) === KSYMTAB_PREFIX_NEXT &&
    load<u16>(name + 8) === KSYMTAB_PREFIX_LAST &&
    name + KSYMTAB_PREFIX_LENGTH <= nameEnd
  )
}

function symbolAt(row: u32): usize {
  return at(word(request.SYMTAB)) + <usize>row * rowSize
}

/** Address of the name of a row, which is known to be inside .strtab. */
export function symbolName(row: u32): usize {
  return at(nameStart + read32(symbolAt(row)))
}

/**
 * Length of the name at `name`; an unterminated one extends to the end of .strtab. One that is too long exceeds a
 * limit.
 */
export function symbolNameLength(name: usize): u32 {
  const size = uncountedNameLength(name)
  countName(size)
  return size
}

/** The same, of a name that is not counted: one that was counted before. */
export function uncountedNameLength(name: usize): u32 {
  return <u32>(findNul(name, min(nameEnd, name + limits.MAX_SYMBOL_NAME_LENGTH + 1)) - name)
}

export function isWeak(row: u32): bool {
  return load<u8>(symbolAt(row) + infoAt) >> 4 === STB_WEAK
}

/** The raw st_shndx: SHN_XINDEX is not resolved. */
export function sectionIndex(row: u32): u32 {
  return read16(symbolAt(row) + indexAt)
}

export function symbolValue(row: u32): u64 {
  return readWord(symbolAt(row) + valueAt)
}
