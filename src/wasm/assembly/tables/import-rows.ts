/** AssemblyScript. The table `imports`. */

import { WEAK } from '../../symbol-flags'
import { NO_NUMBER, NONE } from '../../tables-layout'
import { word } from '../words'
import { imports } from './kernel-tables'
import { textOf } from './text-pool'

/** Names of the facts, and by name its text, NONE so far. */
let nameBytes: usize = 0
let nameStarts: usize = 0
let nameTexts: usize = 0

export function setNames(bytes: usize, starts: usize, texts: usize): void {
  nameBytes = bytes
  nameStarts = starts
  nameTexts = texts
}

/** The text of a name. */
export function symbolOf(name: u32): u32 {
  const known = word(nameTexts, name)
  if (known !== NONE) return known
  const start = word(nameStarts, name)
  const text = textOf(nameBytes + start, word(nameStarts, name + 1) - start)
  store<u32>(nameTexts + ((<usize>name) << 2), text)
  return text
}

/** Adds the needed symbols of `count` modules: those of the i-th are the rows from `starts[i]` on. */
export function addImports(
  count: u32,
  modnames: usize,
  starts: usize,
  names: usize,
  crcLow: usize,
  crcHigh: usize,
  flags: usize,
): void {
  imports.extend(word(starts, count))
  const symbols = imports.column(0)
  const modules = imports.column(1)
  const low = imports.column(2)
  const high = imports.column(3)
  const weak = imports.column(4)
  for (let module: u32 = 0; module < count; module++) {
    const modname = word(modnames, module)
    const end = word(starts, module + 1)
    for (let row = word(starts, module); row < end; row++) {
      const hasCrc = word(crcLow, row) !== 0 || word(crcHigh, row) !== 0
      symbols.set(row, symbolOf(word(names, row)))
      modules.set(row, modname)
      low.set(row, word(crcLow, row))
      high.set(row, hasCrc ? 0 : NO_NUMBER)
      weak.set(row, word(flags, row) & WEAK)
    }
  }
}
