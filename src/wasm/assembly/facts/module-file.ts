/**
 * AssemblyScript. The current module: an ELF file whose parts are in memory at the same distances as in the file, and
 * its description in facts-request-layout.ts. Callers check that the numbers they read are inside.
 */
import * as request from '../../facts-request-layout'
import { loadRange } from './loaded-ranges'

const words: usize = memory.data(request.REQUEST_WORDS * 4, 8)

const SHN_LORESERVE: u32 = 0xff00
const SHN_XINDEX: u32 = 0xffff

let file: usize = 0
let fileCapacity: usize = 0
let is64: bool = false
let isLittle: bool = false

/** Slack after the file for reading a few bytes past its end. */
const SLACK: usize = 64
/**
 * Nearly all modules fit into the first capacity. A large reservation costs more than to read a few modules, because
 * the engine collects garbage for it; but there is one only, since what is outgrown is lost.
 */
const FIRST_CAPACITY: usize = 512 << 10
const MIN_CAPACITY: usize = 32 << 20
/** The largest block of the heap, 1 GiB less a few bytes, includes that slack. */
const MAX_CAPACITY: usize = (1 << 30) - 4096

export function requestWords(): usize {
  return words
}

/** Allocates memory for a file of `size` bytes, or returns 0 if there is not enough; the old content is lost. */
export function reserveFile(size: usize): usize {
  if (size > MAX_CAPACITY) return 0
  if (size > fileCapacity || file === 0) {
    const isFirst = file === 0 && size <= FIRST_CAPACITY
    const grown = max(MIN_CAPACITY, max(size, min(fileCapacity * 2, size * 2)))
    const capacity = isFirst ? FIRST_CAPACITY : min(grown, MAX_CAPACITY)
    // The heap aborts the program when memory cannot grow.
    if (memory.grow(<i32>((capacity + SLACK + 0xffff) >> 16)) < 0) return 0
    file = heap.alloc(capacity + SLACK)
    fileCapacity = capacity
  }
  return file
}

export function openRequest(): void {
  is64 = word(request.IS_64) !== 0
  isLittle = word(request.IS_LITTLE) !== 0
}

export function word(i: u32): u32 {
  return load<u32>(words + ((<usize>i) << 2))
}

export function setRequest(i: u32, value: u32): void {
  store<u32>(words + ((<usize>i) << 2), value)
}

/** The address of byte `offset` of the file. */
export function at(offset: u32): usize {
  return file + offset
}

export function isClass64(): bool {
  return is64
}

export function read16(address: usize): u32 {
  const value = load<u16>(address)
  return isLittle ? value : bswap<u16>(value)
}

export function read32(address: usize): u32 {
  const value = load<u32>(address)
  return isLittle ? value : bswap<u32>(value)
}

/** A number of the word size of the class. */
export function readWord(address: usize): u64 {
  if (!is64) return read32(address)
  const value = load<u64>(address)
  return isLittle ? value : bswap<u64>(value)
}

/** The position of a section found by `findSection`. */
export let sectionStart: u32 = 0
export let sectionEnd: u32 = 0
let loadedSection: u32 = 0

/** Forgets the last section, for a new file. */
export function forgetSection(): void {
  loadedSection = 0
  sectionStart = 0
  sectionEnd = 0
}

/**
 * Finds and loads section `index`; false when it is not inside the file. Symbols of one section are adjacent, so the
 * last answer is remembered.
 */
export function findSection(index: u32): bool {
  if (index === 0 || index >= word(request.SECTION_COUNT)) return false
  if (index === loadedSection) return true
  const entry = at(word(request.SECTION_TABLE)) + <usize>index * (is64 ? 64 : 40)
  const start = readWord(entry + (is64 ? 24 : 16))
  const size = readWord(entry + (is64 ? 32 : 20))
  const fileSize = <u64>word(request.FILE_SIZE)
  if (start > fileSize || size > fileSize - start) return false
  loadRange(<u32>start, <u32>(start + size))
  loadedSection = index
  sectionStart = <u32>start
  sectionEnd = <u32>(start + size)
  return true
}

/** Finds the section of a symbol, by its st_shndx and its row; false when it is not inside the file. */
export function findSectionOfSymbol(st_shndx: u32, row: u32): bool {
  if (st_shndx !== SHN_XINDEX) return st_shndx < SHN_LORESERVE && findSection(st_shndx)
  // gABI: the real index is the word of the same row in SHT_SYMTAB_SHNDX.
  const start = <u64>word(request.SYMTAB_SHNDX) + ((<u64>row) << 2)
  return start + 4 <= <u64>word(request.SYMTAB_SHNDX + 1) && findSection(read32(at(<u32>start)))
}
