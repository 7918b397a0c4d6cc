/**
 * AssemblyScript. The versions (CRCs) that a module was built against, by symbol name.
 *
 * `__versions`: records of 64 bytes, a CRC of the word size of the class and a name that fills the rest, ended by NUL.
 * `__version_ext_crcs` and `__version_ext_names` (Linux >= 6.14): 32-bit CRCs, and as many strings ended by NUL, of any
 * length. kmod 34 does not read them; if a module has them, they are the better source.
 */
import { SOUND } from '../../facts-limits'
import * as request from '../../facts-request-layout'
import { Column } from '../columns'
import { intern, isName, nameCount } from '../names'
import { findNul } from '../texts'
import { countName, passed } from './limits'
import { at, isClass64, read32, readWord, word } from './module-file'

const RECORD_SIZE: u32 = 64
export const NO_RECORD: u32 = 0xffffffff

/** The records of the current module: ids of names and CRCs. */
export const versionName = new Column(1 << 10)
export const versionLow = new Column(1 << 10)
export const versionHigh = new Column(1 << 10)
/** 1 for records that match a needed symbol. */
export const versionMatched = new Column(1 << 10)

/** By name id: the first record of that name, if the name is stamped with the current module. */
const firstRecord = new Column(1 << 15)
const stamp = new Column(1 << 15)
let module: u32 = 0
/** The record after the one that was matched last. */
let likely: u32 = 0

/** Reads the records; false when one of them has an unterminated name. */
export function readVersions(): bool {
  module++
  likely = 0
  versionName.length = 0
  versionLow.length = 0
  versionHigh.length = 0
  versionMatched.length = 0
  const isSound = hasExtendedVersions() ? readExtended() : readRecords()
  // Once for all new names, instead of for each.
  firstRecord.extend(nameCount())
  stamp.extend(nameCount())
  for (let record = versionName.length; record > 0; record--) {
    const name = versionName.at(record - 1)
    firstRecord.set(name, record - 1)
    stamp.set(name, module)
  }
  return isSound
}

/** kmod: a `__versions` that is not a whole number of records is ignored. */
function readRecords(): bool {
  const start = word(request.VERSIONS)
  const end = word(request.VERSIONS + 1)
  if ((end - start) % RECORD_SIZE !== 0) return true
  const crcSize: u32 = isClass64() ? 8 : 4
  let isSound = true
  for (let record = start; record < end; record += RECORD_SIZE) {
    const name = at(record + crcSize)
    const nameEnd = findNul(name, at(record + RECORD_SIZE))
    if (nameEnd === at(record + RECORD_SIZE)) isSound = false
    else push(name, <u32>(nameEnd - name), readWord(at(record)))
  }
  return isSound
}

function push(name: usize, size: u32, crc: u64): void {
  countName(size)
  if (passed !== SOUND) return
  versionName.push(intern(name, size))
  versionLow.push(<u32>crc)
  versionHigh.push(<u32>(crc >> 32))
  versionMatched.push(0)
}

/** Whether both sections exist and have the same number of entries. */
function hasExtendedVersions(): bool {
  const size = word(request.VERSION_EXT_CRCS + 1) - word(request.VERSION_EXT_CRCS)
  const end = at(word(request.VERSION_EXT_NAMES + 1))
  let name = at(word(request.VERSION_EXT_NAMES))
  if (word(request.VERSION_EXT_CRCS) === 0 || word(request.VERSION_EXT_NAMES) === 0 || size % 4 !== 0)
    return false
  let missing = size / 4
  for (; missing > 0 && name < end; missing--) {
    const nameEnd = findNul(name, end)
    if (nameEnd === end) return false
    name = nameEnd + 1
  }
  return missing === 0
}

function readExtended(): bool {
  const end = at(word(request.VERSION_EXT_NAMES + 1))
  let name = at(word(request.VERSION_EXT_NAMES))
  for (let crc = word(request.VERSION_EXT_CRCS); crc < word(request.VERSION_EXT_CRCS + 1); crc += 4) {
    const nameEnd = findNul(name, end)
    push(name, <u32>(nameEnd - name), read32(at(crc)))
    name = nameEnd + 1
  }
  return true
}

/**
 * The id of a needed name. Most modules have their records in the order of their symbols, so the next record is tried
 * before the name is looked up.
 */
export function neededName(name: usize, size: u32): u32 {
  if (likely < versionName.length && isName(versionName.at(likely), name, size)) return versionName.at(likely)
  return intern(name, size)
}

/** The first record of that name, marked as matched, or NO_RECORD. */
export function matchVersion(name: u32): u32 {
  if (name >= stamp.length || stamp.at(name) !== module) return NO_RECORD
  const record = firstRecord.at(name)
  versionMatched.set(record, 1)
  likely = record + 1
  return record
}
