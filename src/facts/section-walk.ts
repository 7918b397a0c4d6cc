/**
 * Section headers of an ELF file by their names, for sections that elf-image.ts skips: those whose name starts with
 * `__`, or is wanted explicitly. A file with a bound out of range has no sections here: the reader of symbols, which
 * runs first, reports the error.
 */
import type { ByteSource } from '../base/byte-source.ts'
import { byteAt, byteString, findNul } from '../base/bytes.ts'
import * as E from '../elf/elf-constants.ts'

export interface NamedSection {
  readonly name: string
  readonly index: number
  /** In the file, in bounds. */
  readonly start: number
  readonly end: number
}

export interface WalkedElf {
  readonly elfClass: 32 | 64
  readonly littleEndian: boolean
  readonly machine: number
  /** By name, the first of each; those that occupy no bytes in the file, or are outside of it, are left out. */
  readonly sections: ReadonlyMap<string, NamedSection>
  /** By index: the names of the sections whose name starts with `__`. */
  readonly names: ReadonlyMap<number, string>
}

const UNDERSCORE = 0x5f
const SHT_NOBITS = 8
const MAX_SECTIONS = 1 << 20
const PLAIN_NAMES: ReadonlySet<string> = new Set(['.modinfo', '.symtab', '.strtab', '.note.gnu.build-id'])
/** `.modinfo`, `.symtab`, `.strtab`, `.note.gnu...`: the possible lengths and second letters. */
const SECOND_LETTERS: ReadonlySet<number> = new Set([0x6d, 0x73, 0x6e])

const E_SHENTSIZE = { 32: 46, 64: 58 } as const

/** @returns undefined if it is not an ELF file, or is cut */
export function walkSections(source: ByteSource): WalkedElf | undefined {
  if (source.size < E.ELF32.ehsize) return undefined
  source.load(0, Math.min(source.size, E.ELF64.ehsize))
  const { bytes } = source
  if (!E.ELFMAG.every((value, i) => byteAt(bytes, i) === value)) return undefined
  const elfClass = byteAt(bytes, E.EI_CLASS) === E.ELFCLASS64 ? 64 : 32
  const littleEndian = byteAt(bytes, E.EI_DATA) !== E.ELFDATA2MSB
  const machine = source.view.getUint16(E.E_MACHINE, littleEndian)
  const head = { elfClass, littleEndian, machine } as const
  const table = locateTable(source, elfClass, littleEndian)
  if (table === undefined) return undefined
  return { ...head, ...readNames(source, table, littleEndian) }
}

interface Table {
  readonly layout: E.ElfLayout
  readonly start: number
  readonly count: number
  readonly namesStart: number
  readonly namesEnd: number
}

function locateTable(source: ByteSource, elfClass: 32 | 64, littleEndian: boolean): Table | undefined {
  const layout = elfClass === 64 ? E.ELF64 : E.ELF32
  if (source.size < layout.ehsize) return undefined
  const { view } = source
  const at = E_SHENTSIZE[elfClass]
  const start = wordAt(source, elfClass === 64 ? 40 : 32, layout, littleEndian)
  const [entrySize, shnum, shstrndx] = [0, 2, 4].map((step) => view.getUint16(at + step, littleEndian))
  if (entrySize !== layout.shentsize || start === 0 || start + layout.shentsize > source.size)
    return undefined
  source.load(start, start + layout.shentsize)
  const count = shnum === 0 ? wordAt(source, start + layout.sh_size, layout, littleEndian) : (shnum ?? 0)
  const namesIndex =
    shstrndx === E.SHN_XINDEX ? source.view.getUint32(start + layout.sh_link, littleEndian) : (shstrndx ?? 0)
  if (count > MAX_SECTIONS || namesIndex >= count || start + count * layout.shentsize > source.size)
    return undefined
  source.load(start, start + count * layout.shentsize)
  const entry = start + namesIndex * layout.shentsize
  const namesStart = wordAt(source, entry + layout.sh_offset, layout, littleEndian)
  const namesEnd = namesStart + wordAt(source, entry + layout.sh_size, layout, littleEndian)
  if (namesEnd > source.size) return undefined
  source.load(namesStart, namesEnd)
  return { layout, start, count, namesStart, namesEnd }
}

function readNames(
  source: ByteSource,
  { layout, start, count, namesStart, namesEnd }: Table,
  littleEndian: boolean,
): Pick<WalkedElf, 'sections' | 'names'> {
  const sections = new Map<string, NamedSection>()
  const names = new Map<number, string>()
  const { bytes, view } = source
  for (let index = 1; index < count; index++) {
    const at = start + index * layout.shentsize
    const nameAt = namesStart + view.getUint32(at, littleEndian)
    if (nameAt + 1 >= namesEnd) continue
    const isPlain = byteAt(bytes, nameAt) !== UNDERSCORE
    if (isPlain ? !SECOND_LETTERS.has(byteAt(bytes, nameAt + 1)) : byteAt(bytes, nameAt + 1) !== UNDERSCORE)
      continue
    const name = byteString(bytes, nameAt, findNul(bytes, nameAt, namesEnd))
    if (isPlain && !PLAIN_NAMES.has(name)) continue
    names.set(index, name)
    const from = wordAt(source, at + layout.sh_offset, layout, littleEndian)
    const end = from + wordAt(source, at + layout.sh_size, layout, littleEndian)
    if (view.getUint32(at + 4, littleEndian) === SHT_NOBITS || end > source.size || sections.has(name))
      continue
    sections.set(name, { name, index, start: from, end })
  }
  return { sections, names }
}

function wordAt({ view }: ByteSource, at: number, { wordSize }: E.ElfLayout, littleEndian: boolean): number {
  if (wordSize === 4) return view.getUint32(at, littleEndian)
  const [low, high] = littleEndian ? [at, at + 4] : [at + 4, at]
  return view.getUint32(high, littleEndian) * 2 ** 32 + view.getUint32(low, littleEndian)
}
