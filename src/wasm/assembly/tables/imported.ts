/** AssemblyScript. What the rows of `imports` say of the symbols that no module exports. */

import { NO_NUMBER } from '../../tables-layout'
import { Column } from '../columns'
import { imports } from './kernel-tables'
import { rankCount } from './text-pool'

/** By rank: whether the symbol must be there, and the version that more than half of those modules have that have any. */
const there = new Column(0)
const crcs = new Column(0)
const hasCrc = new Column(0)

export function isThere(symbol: u32): bool {
  return there.at(symbol) !== 0
}

export function isVersionKnown(symbol: u32): bool {
  return hasCrc.at(symbol) !== 0
}

export function versionOf(symbol: u32): u32 {
  return crcs.at(symbol)
}

/**
 * Looks at the sorted rows of `imports`. A symbol with a version was there when the module was built, and so was one
 * that must not be missing; a weak one without a version says nothing.
 *
 * @returns the number of symbols that are there
 */
export function findImported(): u32 {
  const count = rankCount()
  there.extend(count)
  crcs.extend(count)
  hasCrc.extend(count)
  const symbols = imports.column(0)
  let found: u32 = 0
  for (let row: u32 = 0; row < symbols.length; ) {
    const symbol = symbols.at(row)
    let end = row + 1
    while (end < symbols.length && symbols.at(end) === symbol) end++
    found += noteSymbol(symbol, row, end)
    row = end
  }
  return found
}

/** 1 if the symbol of these rows is there. */
function noteSymbol(symbol: u32, from: u32, to: u32): u32 {
  const low = imports.column(2)
  const high = imports.column(3)
  const weak = imports.column(4)
  // The only one that can be the version of more than half: each pair of different ones cancels out.
  let crc: u32 = 0
  let lead: u32 = 0
  let total: u32 = 0
  let isNeeded = false
  for (let row = from; row < to; row++) {
    if (high.at(row) === NO_NUMBER) {
      if (weak.at(row) === 0) isNeeded = true
      continue
    }
    total++
    if (lead === 0) crc = low.at(row)
    lead += low.at(row) === crc ? 1 : -1
  }
  if (total === 0 && !isNeeded) return 0
  there.set(symbol, 1)
  let same: u32 = 0
  for (let row = from; row < to; row++) if (high.at(row) !== NO_NUMBER && low.at(row) === crc) same++
  if (same * 2 > total) {
    crcs.set(symbol, crc)
    hasCrc.set(symbol, 1)
  }
  return 1
}
