import { byteAt, findNul, hasAt } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'
import * as E from './elf-constants.ts'
import type { ElfImage, ElfSection } from './elf-image.ts'

const CRC_PREFIX = Buffer.from('__crc_', 'latin1')
export const CRC_PREFIX_LENGTH = CRC_PREFIX.length

/**
 * The rows of .symtab that matter for dependencies, found in one pass: a module has hundreds of symbols, and only
 * the undefined ones and the `__crc_*` ones say anything to others.
 */
export interface SymbolSurvey {
  readonly table: SymbolTable
  /** Rows of undefined, named symbols, in table order; on SPARC without the register declarations. */
  readonly undefinedRows: Int32Column
  /** Rows whose name starts with `__crc_`. */
  readonly crcRows: Int32Column
  /** Whether every symbol's name, and whether every undefined symbol's name, starts inside .strtab. */
  readonly everyNameValid: boolean
  readonly undefinedNamesValid: boolean
}

/** `undefined` when .symtab or .strtab is missing or .symtab is no whole number of symbols: not an error in kmod. */
export function surveySymbols(image: ElfImage): SymbolSurvey | undefined {
  const symtab = image.section('.symtab')
  const strtab = image.section('.strtab')
  if (!symtab || !strtab || (symtab.end - symtab.start) % image.layout.symbolSize !== 0) return undefined

  const table = new SymbolTable(image, symtab, strtab)
  const hasRegisters = image.machine === E.EM_SPARC || image.machine === E.EM_SPARCV9
  const undefinedRows = new Int32Column()
  const crcRows = new Int32Column()
  let everyNameValid = true
  let undefinedNamesValid = true
  for (let row = 1; row < table.count; row++) {
    const isUndefined = table.sectionIndex(row) === E.SHN_UNDEF && !(hasRegisters && table.isRegister(row))
    const name = table.nameOffset(row)
    if (name >= table.nameSize) {
      everyNameValid = false
      if (isUndefined) undefinedNamesValid = false
      continue
    }
    if (isUndefined && !table.isUnnamed(row)) undefinedRows.push(row)
    if (table.hasCrcPrefix(row)) crcRows.push(row)
  }
  return { table, undefinedRows, crcRows, everyNameValid, undefinedNamesValid }
}

/** .symtab with its .strtab. Rows and names are read where they lie; the caller keeps to `count` rows. */
export class SymbolTable {
  readonly count: number
  /** Bytes of .strtab. */
  readonly nameSize: number
  readonly #image: ElfImage
  readonly #start: number
  readonly #rowSize: number
  readonly #names: ElfSection
  readonly #view: DataView
  readonly #bytes: Uint8Array
  readonly #little: boolean
  readonly #layout: E.ElfLayout

  constructor(image: ElfImage, symtab: ElfSection, strtab: ElfSection) {
    this.#image = image
    this.#layout = image.layout
    this.#start = symtab.start
    this.#rowSize = image.layout.symbolSize
    this.#names = strtab
    this.#view = image.source.view
    this.#bytes = image.source.bytes
    this.#little = image.littleEndian
    this.count = (symtab.end - symtab.start) / this.#rowSize
    this.nameSize = strtab.end - strtab.start
  }

  nameOffset(row: number): number {
    return this.#view.getUint32(this.#at(row) + this.#layout.st_name, this.#little)
  }

  /** st_shndx as it stands: SHN_XINDEX is not resolved. */
  sectionIndex(row: number): number {
    return this.#view.getUint16(this.#at(row) + this.#layout.st_shndx, this.#little)
  }

  isWeak(row: number): boolean {
    return byteAt(this.#bytes, this.#at(row) + this.#layout.st_info) >> 4 === E.STB_WEAK
  }

  isRegister(row: number): boolean {
    return (byteAt(this.#bytes, this.#at(row) + this.#layout.st_info) & 0xf) === E.STT_REGISTER
  }

  isUnnamed(row: number): boolean {
    return byteAt(this.#bytes, this.nameStart(row)) === 0
  }

  /** Where the name starts in the file; only for rows whose nameOffset is below nameSize. */
  nameStart(row: number): number {
    return this.#names.start + this.nameOffset(row)
  }

  nameEnd(start: number): number {
    return findNul(this.#bytes, start, this.#names.end)
  }

  hasCrcPrefix(row: number): boolean {
    return hasAt(this.#bytes, this.nameStart(row), this.#names.end, CRC_PREFIX)
  }

  /** st_value: the lower and upper 32 bits. */
  valueLow(row: number): number {
    return this.#valueWord(row, this.#little ? 0 : this.#valueSize - 4)
  }

  valueHigh(row: number): number {
    return this.#valueSize === 4 ? 0 : this.#valueWord(row, this.#little ? 4 : 0)
  }

  /** The section that the symbol is in; `undefined` when it is none inside the file. */
  sectionOf(row: number): ElfSection | undefined {
    const index = this.sectionIndex(row)
    if (index !== E.SHN_XINDEX) return index < E.SHN_LORESERVE ? this.#image.sectionAt(index) : undefined
    // gABI: the real index is the word of the same row in SHT_SYMTAB_SHNDX.
    const indexes = this.#image.section('.symtab_shndx')
    if (!indexes || indexes.start + row * 4 + 4 > indexes.end) return undefined
    return this.#image.sectionAt(this.#view.getUint32(indexes.start + row * 4, this.#little))
  }

  get #valueSize(): number {
    return this.#layout === E.ELF64 ? 8 : 4
  }

  #valueWord(row: number, offset: number): number {
    return this.#view.getUint32(this.#at(row) + this.#layout.st_value + offset, this.#little)
  }

  #at(row: number): number {
    return this.#start + row * this.#rowSize
  }
}
