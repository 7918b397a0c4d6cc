/** AssemblyScript. The rows of facts of all modules that were read here; facts/facts-table.ts describes them. */
import { Bytes, Column } from '../columns'

/** Symbols of many modules; those of module `m` start at row `starts[m]`. JavaScript reads the fields in this order. */
export class SymbolRows {
  starts: Column
  name: Column
  crcLow: Column
  crcHigh: Column
  flags: Column

  constructor(modules: u32, capacity: u32) {
    this.starts = new Column(modules + 1)
    this.name = new Column(capacity)
    this.crcLow = new Column(capacity)
    this.crcHigh = new Column(capacity)
    this.flags = new Column(capacity)
    this.starts.push(0)
  }

  push(name: u32, low: u32, high: u32, flags: u32): void {
    this.name.push(name)
    this.crcLow.push(low)
    this.crcHigh.push(high)
    this.flags.push(flags)
  }

  endModule(): void {
    this.starts.push(this.name.length)
  }

  /** Drops rows after the last finished module. */
  forgetOpen(): void {
    const length = this.starts.at(this.starts.length - 1)
    this.name.length = length
    this.crcLow.length = length
    this.crcHigh.length = length
    this.flags.length = length
  }
}

const MODULES: u32 = 1 << 12

export const exported = new SymbolRows(MODULES, 1 << 14)
export const needed = new SymbolRows(MODULES, 1 << 18)
export const fieldStarts = new Column(MODULES)
export const fieldKind = new Column(1 << 15)
export const textEnds = new Column(1 << 15)
export const texts = new Bytes(1 << 21)
fieldStarts.push(0)

/** Drops the partial rows of a module that could not be read to its end. */
export function forgetOpenModule(): void {
  exported.forgetOpen()
  needed.forgetOpen()
  fieldKind.length = fieldStarts.at(fieldStarts.length - 1)
  textEnds.length = fieldKind.length
  texts.length = textEnds.length > 0 ? textEnds.at(textEnds.length - 1) : 0
}

export function endModule(): void {
  exported.endModule()
  needed.endModule()
  fieldStarts.push(fieldKind.length)
}
