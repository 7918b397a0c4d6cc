/**
 * AssemblyScript. Finds the sections of a module with the usual layout: the same ones that elf/elf-image.ts finds,
 * which takes ten times as long. Unusual files, with extended numbering or damage, are left to that.
 */
import * as request from '../../facts-request-layout'
import { isSame } from '../texts'
import { loadRange } from './loaded-ranges'
import { at, openRequest, read16, read32, readWord, setRequest, word } from './module-file'

const EI_CLASS: u32 = 4
const EI_DATA: u32 = 5
const ELFCLASS32: u32 = 1
const ELFCLASS64: u32 = 2
const ELFDATA2LSB: u32 = 1
const ELFDATA2MSB: u32 = 2
const E_MACHINE: u32 = 18
const EM_SPARC: u32 = 2
const EM_SPARCV9: u32 = 43
const SHN_UNDEF: u32 = 0
const SHT_NOBITS: u32 = 8
const SHN_LORESERVE: u32 = 0xff00
/** The magic, as it is read from memory. */
const ELFMAG: u32 = 0x464c457f
const HEADER_SIZE: u32 = 64

/** One past the last word of the wanted sections, and their number. */
let wantedEnd: u32 = request.KFLAGSTAB
let wantedCount: u32 = (request.KFLAGSTAB - request.SECTIONS) / 2
const MAX_NAMES: u32 = 512
/** The names of the wanted sections in the order of the request, each with a NUL. JavaScript writes them here. */
const names: usize = memory.data(MAX_NAMES, 8)

export function sectionNames(): usize {
  return names
}

/** From here on the sections of traits are found, too. */
export function wantTraitSections(): void {
  wantedEnd = request.REQUEST_WORDS
  wantedCount = (request.REQUEST_WORDS - request.SECTIONS) / 2
}

/**
 * Whether the file at hand was read here, and each wanted section is the first of its name: then what sections say of a
 * module is known without JavaScript.
 */
export let isUsual: bool = false

/**
 * Fills in the request for the file of `size` bytes at hand, and loads the sections that it names.
 * @returns false for a file with another layout; then the request is not filled in
 */
export function findSections(size: u32): bool {
  isUsual = false
  if (size < HEADER_SIZE) return false
  loadRange(0, HEADER_SIZE)
  const elfClass: u32 = load<u8>(at(EI_CLASS))
  const data: u32 = load<u8>(at(EI_DATA))
  if (load<u32>(at(0)) !== ELFMAG) return false
  if (elfClass !== ELFCLASS32 && elfClass !== ELFCLASS64) return false
  if (data !== ELFDATA2LSB && data !== ELFDATA2MSB) return false
  setRequest(request.IS_64, elfClass === ELFCLASS64 ? 1 : 0)
  setRequest(request.IS_LITTLE, data === ELFDATA2LSB ? 1 : 0)
  openRequest()
  const machine = read16(at(E_MACHINE))
  setRequest(request.HAS_REGISTERS, machine === EM_SPARC || machine === EM_SPARCV9 ? 1 : 0)
  setRequest(request.FILE_SIZE, size)
  return findTable(size, elfClass === ELFCLASS64) && loadFound()
}

function findTable(size: u32, is64: bool): bool {
  const entrySize: u32 = is64 ? 64 : 40
  const start = readWord(at(is64 ? 40 : 32))
  const fields = at(is64 ? 58 : 46)
  const count = read16(fields + 2)
  const namesIndex = read16(fields + 4)
  if (read16(fields) !== entrySize || namesIndex === SHN_UNDEF || namesIndex >= SHN_LORESERVE) return false
  if (namesIndex >= count || start > <u64>size || <u64>count * entrySize > <u64>size - start) return false
  loadRange(<u32>start, <u32>start + count * entrySize)
  setRequest(request.SECTION_TABLE, <u32>start)
  setRequest(request.SECTION_COUNT, count)
  const table = at(<u32>start)
  return findNames(table + namesIndex * entrySize, size, is64) && matchNames(table, count, size, is64)
}

/** The position of the section of the last entry looked at. */
let entryStart: u32 = 0
let entryEnd: u32 = 0

/** False when the section is not inside the file. */
function readRange(entry: usize, size: u32, is64: bool): bool {
  const start = readWord(entry + (is64 ? 24 : 16))
  const length = readWord(entry + (is64 ? 32 : 20))
  if (start > <u64>size || length > <u64>size - start) return false
  entryStart = <u32>start
  entryEnd = <u32>(start + length)
  return true
}

let namesStart: u32 = 0
let namesEnd: u32 = 0

/** .shstrtab: inside the file, with a name of its own, and its last byte is NUL. */
function findNames(entry: usize, size: u32, is64: bool): bool {
  if (!readRange(entry, size, is64) || entryStart === entryEnd) return false
  if (read32(entry) >= entryEnd - entryStart) return false
  namesStart = entryStart
  namesEnd = entryEnd
  loadRange(namesStart, namesEnd)
  return load<u8>(at(namesEnd - 1)) === 0
}

/** The first section of each wanted name that is inside the file and not at offset 0. */
function matchNames(table: usize, count: u32, size: u32, is64: bool): bool {
  for (let i: u32 = request.SECTIONS; i < <u32>request.REQUEST_WORDS; i++) setRequest(i, 0)
  isUsual = true
  const entrySize: u32 = is64 ? 64 : 40
  for (let i: u32 = 1; i < count; i++) {
    const entry = table + i * entrySize
    const name = read32(entry)
    if (name >= namesEnd - namesStart) continue
    const wanted = wantedAt(namesStart + name)
    if (wanted === wantedCount) continue
    if (!readRange(entry, size, is64) || entryStart === 0) {
      isUsual = false
      continue
    }
    const place = <u32>request.SECTIONS + wanted * 2
    if (read32(entry + 4) === SHT_NOBITS) isUsual = false
    if (word(place) !== 0) continue
    setRequest(place, entryStart)
    setRequest(place + 1, entryEnd)
  }
  return true
}

/** Second letters of wanted names: they rule out most of the 60 sections of a module at a glance. */
const LETTER_M: u32 = 0x6d
const LETTER_N: u32 = 0x6e
const LETTER_S: u32 = 0x73
const UNDERSCORE: u32 = 0x5f

/** The number of the wanted section of that name, or `wantedCount`. */
function wantedAt(name: u32): u32 {
  const letter: u32 = load<u8>(at(name) + 1)
  if (letter !== LETTER_M && letter !== LETTER_S && letter !== UNDERSCORE && letter !== LETTER_N)
    return wantedCount
  let candidate = names
  for (let i: u32 = 0; i < wantedCount; i++) {
    let length: u32 = 1
    while (load<u8>(candidate + length - 1) !== 0) length++
    if (name + length <= namesEnd && isSame(at(name), candidate, length)) return i
    candidate += length
  }
  return wantedCount
}

/** The address of the name of a section, which ends before the end of the names; 0 for an index out of range. */
export function sectionNameOf(index: u32): usize {
  if (index >= word(request.SECTION_COUNT)) return 0
  const entrySize: usize = word(request.IS_64) !== 0 ? 64 : 40
  const name = read32(at(word(request.SECTION_TABLE)) + <usize>index * entrySize)
  return name < namesEnd - namesStart ? at(namesStart + name) : 0
}

function loadFound(): bool {
  for (let place: u32 = request.SECTIONS; place < wantedEnd; place += 2)
    if (word(place) !== 0) loadRange(word(place), word(place + 1))
  return true
}
