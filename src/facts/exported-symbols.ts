/**
 * The symbols that a module offers to others, by kmod's rules (kmod-behaviour 4.4): the names behind `__crc_` in
 * .symtab if there are any and every name in the table is sound, else the strings of `__ksymtab_strings` with CRC 0.
 * `__ksymtab_*` symbols are never looked at.
 *
 * kmod: with modversions off the names of symbol namespaces stand in `__ksymtab_strings` too and become exports.
 */
import { byteAt, findNul } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import * as E from '../elf/elf-constants.ts'
import type { ElfImage } from '../elf/elf-image.ts'
import { CRC_PREFIX_LENGTH, type SymbolSurvey, type SymbolTable } from '../elf/symbol-table.ts'

/** Takes one symbol: where its name lies in the file, and the lower and upper 32 bits of its CRC. */
export type SymbolVisitor = (nameStart: number, nameEnd: number, crcLow: number, crcHigh: number) => void

/**
 * Calls `visit` for each exported symbol, in table order.
 * @throws KmodError KMOD_ELF_MALFORMED when `__ksymtab_strings` is needed and its last string has no end
 */
export function eachExportedSymbol(
  image: ElfImage,
  survey: SymbolSurvey | undefined,
  visit: SymbolVisitor,
): void {
  if (survey?.everyNameValid && survey.crcRows.length > 0) visitCrcSymbols(image, survey, visit)
  else visitKsymtabStrings(image, visit)
}

function visitCrcSymbols(image: ElfImage, { table, crcRows }: SymbolSurvey, visit: SymbolVisitor): void {
  for (let i = 0; i < crcRows.length; i++) {
    const row = crcRows.at(i)
    const start = table.nameStart(row)
    const end = table.nameEnd(start)
    const index = table.sectionIndex(row)
    if (index === E.SHN_UNDEF || index === E.SHN_ABS)
      visit(start + CRC_PREFIX_LENGTH, end, table.valueLow(row), table.valueHigh(row))
    else visitSectionCrc(image, table, row, start + CRC_PREFIX_LENGTH, end, visit)
  }
}

/** The CRC is the 32-bit word at st_value of the symbol's section; kmod: all ones when there is no such word. */
function visitSectionCrc(
  image: ElfImage,
  table: SymbolTable,
  row: number,
  start: number,
  end: number,
  visit: SymbolVisitor,
): void {
  const section = table.sectionOf(row)
  const at = table.valueHigh(row) === 0 && section ? section.start + table.valueLow(row) : undefined
  if (section === undefined || at === undefined || at + 4 > section.end)
    visit(start, end, 0xffffffff, 0xffffffff)
  else visit(start, end, image.source.view.getUint32(at, image.littleEndian), 0)
}

function visitKsymtabStrings(image: ElfImage, visit: SymbolVisitor): void {
  const strings = image.section('__ksymtab_strings')
  // kmod: a single byte, which can only be the end of an empty name, is not looked at.
  if (!strings || strings.end - strings.start <= 1) return
  const { bytes } = image.source
  if (byteAt(bytes, strings.end - 1) !== 0)
    throw new KmodError('KMOD_ELF_MALFORMED', 'Cannot read exported symbols: the last name has no end', {
      section: '__ksymtab_strings',
    })
  for (let start = strings.start; start < strings.end; ) {
    const end = findNul(bytes, start, strings.end)
    if (end > start) visit(start, end, 0, 0)
    start = end + 1
  }
}
