/**
 * The symbols of the kernel itself, from System.map (-F) or Module.symvers (-E). Pure parsers of text.
 * Both files can have hundreds of thousands of lines, so they are read as bytes, without a string per line.
 */
import { byteAt, byteString, hasAt } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { isChanged, type KmodVersion } from '../base/kmod-versions.ts'
import { TextColumn } from '../base/text-column.ts'

const NEWLINE = 0x0a
const TAB = 0x09
const SPACE = 0x20
const KSYMTAB = Buffer.from('__ksymtab_', 'latin1')
const VMLINUX = 'vmlinux'

/** Symbols by position; a CRC is two 32-bit words, 0 if the file has none. */
export class KernelSymbols {
  readonly names = new TextColumn(1 << 16)
  readonly crcLow = new Int32Column()
  readonly crcHigh = new Int32Column()

  push(bytes: Uint8Array, start: number, end: number, crcLow: number, crcHigh: number): void {
    this.names.open.range(bytes, start, end)
    this.names.endText()
    this.crcLow.push(crcLow)
    this.crcHigh.push(crcHigh)
  }
}

/** The source of the text, for messages, and the prefix character of every symbol (-P). */
export interface SymbolFileOptions {
  readonly file: string
  readonly prefix: string | undefined
  readonly kmod?: KmodVersion | undefined
  readonly report: Report
}

/**
 * System.map: `address type name`. Exported symbols are those named `__ksymtab_<symbol>`; the name is everything after
 * the second blank.
 */
export function readSystemMap(bytes: Uint8Array, options: SymbolFileOptions): KernelSymbols {
  const symbols = new KernelSymbols()
  eachLine(bytes, (start, end, line) => {
    const name = afterSecondBlank(bytes, start, end)
    if (name < 0) {
      const text = byteString(bytes, start, Math.min(end + 1, bytes.length))
      options.report(diagnostic('system-map-bad-line', { file: options.file, line, text }))
      return
    }
    const from = skipPrefix(bytes, name, end, options.prefix)
    if (hasAt(bytes, from, end, KSYMTAB)) symbols.push(bytes, from + KSYMTAB.length, end, 0, 0)
  })
  return symbols
}

function skipPrefix(bytes: Uint8Array, start: number, end: number, prefix: string | undefined): number {
  return start < end && byteAt(bytes, start) === prefix?.charCodeAt(0) ? start + 1 : start
}

function afterSecondBlank(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes.indexOf(SPACE, start)
  if (first < 0 || first >= end) return -1
  const second = bytes.indexOf(SPACE, first + 1)
  return second < 0 || second >= end ? -1 : second + 1
}

/**
 * Module.symvers: `version symbol location [export type]`, split at blanks and tabs. Only symbols located in `vmlinux`
 * are used. kmod: the newline belongs to the last column, so a line of three columns is located in "vmlinux\n" and
 * ignored.
 */
export function readModuleSymvers(bytes: Uint8Array, options: SymbolFileOptions): KernelSymbols {
  const symbols = new KernelSymbols()
  const has32Bits = isChanged('symvers-crc-range', options.kmod)
  eachLine(bytes, (start, end, line) => {
    const columns = splitColumns(bytes, start, Math.min(end + 1, bytes.length))
    const [version, symbol, location] = columns
    if (!version || !symbol || !location || byteString(bytes, location.start, location.end) !== VMLINUX)
      return
    const text = byteString(bytes, version.start, version.end)
    const crc = parseVersion(text)
    if (crc === undefined || (has32Bits && crc > LARGEST_CRC_OF_35)) {
      options.report(diagnostic('symvers-bad-version', { file: options.file, line, text }))
      return
    }
    const from = skipPrefix(bytes, symbol.start, symbol.end, options.prefix)
    symbols.push(bytes, from, symbol.end, Number(crc & 0xffffffffn), Number(crc >> 32n))
  })
  return symbols
}

interface Column {
  readonly start: number
  readonly end: number
}

/** The first three columns of a line; the others are ignored. */
function splitColumns(bytes: Uint8Array, start: number, end: number): Column[] {
  const columns: Column[] = []
  for (let at = start; at < end && columns.length < 3; ) {
    while (at < end && isBlank(byteAt(bytes, at))) at++
    const from = at
    while (at < end && !isBlank(byteAt(bytes, at))) at++
    if (at > from) columns.push({ start: from, end: at })
  }
  return columns
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB

const LARGEST_CRC = 0xffffffffffffffffn
const LARGEST_CRC_OF_35 = 0xffffffffn

/** strtoull() in base 16, of the whole text: an optional sign and 0x; too large numbers become the largest one. */
function parseVersion(text: string): bigint | undefined {
  const match = /^([+-]?)(?:0[xX](?=[0-9a-fA-F]))?0*([0-9a-fA-F]+)$/.exec(text)
  if (!match?.[2]) return undefined
  if (match[2].length > 16) return LARGEST_CRC
  const value = BigInt(`0x${match[2]}`)
  return match[1] === '-' ? BigInt.asUintN(64, -value) : value
}

/** Calls `visit` for each line, without its newline; `line` counts from 1. */
function eachLine(bytes: Uint8Array, visit: (start: number, end: number, line: number) => void): void {
  let line = 0
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline < 0 ? bytes.length : newline
    visit(start, end, ++line)
    start = end + 1
  }
}
