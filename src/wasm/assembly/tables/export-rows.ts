/** AssemblyScript. The table `exports`: what modules export, and the kernel as far as it is known. */

import { NO_NUMBER, NONE, UNKNOWN } from '../../tables-layout'
import * as traits from '../../traits-layout'
import { Column } from '../columns'
import { findNul } from '../texts'
import { word } from '../words'
import { symbolOf } from './import-rows'
import { isThere, isVersionKnown, versionOf } from './imported'
import { exportRows } from './kernel-tables'
import { isKnown, partEnd, partStart } from './module-rows'
import { nameOfRank, rankCount, rankOf, textIfAny, textOf } from './text-pool'

/** By text: one more than the module whose record of this export is at `recordOf`. */
const recordModule = new Column(0)
const recordOf = new Column(0)
/** By text: whether a module exports it. */
const isExported = new Column(0)

/** Adds the exports of `count` modules. Of a module with records, only those that have one. */
export function addExports(
  count: u32,
  modnames: usize,
  starts: usize,
  names: usize,
  crcLow: usize,
  crcHigh: usize,
  evidence: u32,
): void {
  for (let module: u32 = 0; module < count; module++) {
    const end = word(starts, module + 1)
    if (word(starts, module) === end) continue
    const hasRecords = isKnown(module) && noteRecords(module)
    for (let row = word(starts, module); row < end; row++) {
      const symbol = symbolOf(word(names, row))
      const isNoted = symbol < recordModule.length && recordModule.at(symbol) === module + 1
      if (hasRecords && !isNoted) continue
      isExported.extend(symbol + 1)
      isExported.set(symbol, 1)
      const hasCrc = word(crcLow, row) !== 0 || word(crcHigh, row) !== 0
      addRow(symbol, word(modnames, module), word(crcLow, row), hasCrc, evidence)
      exportRows.column(4).push(isNoted ? gplOnlyIn(recordOf.at(symbol)) : UNKNOWN)
      exportRows
        .column(5)
        .push(isNoted ? namespaceIn(recordOf.at(symbol), partEnd(module, traits.EXPORTS_END)) : NONE)
    }
  }
}

function addRow(symbol: u32, owner: u32, crc: u32, hasCrc: bool, evidence: u32): void {
  exportRows.column(0).push(symbol)
  exportRows.column(1).push(owner)
  exportRows.column(2).push(crc)
  exportRows.column(3).push(hasCrc ? 0 : NO_NUMBER)
  exportRows.column(6).push(evidence)
}

/** Notes where each export of a module is: of two of one name the later one counts. Whether there are any. */
function noteRecords(module: u32): bool {
  const start = partStart(module, traits.EXPORTS_END)
  const end = partEnd(module, traits.EXPORTS_END)
  for (let at = start; at < end; ) {
    const nameEnd = findNul(at + 1, end)
    const symbol = textOf(at + 1, <u32>(nameEnd - at - 1))
    recordModule.extend(symbol + 1)
    recordOf.extend(symbol + 1)
    recordModule.set(symbol, module + 1)
    recordOf.set(symbol, <u32>at)
    at = findNul(nameEnd + 1, end) + 1
  }
  return start < end
}

function gplOnlyIn(record: usize): u32 {
  return load<u8>(record) === traits.GPL_ONLY ? 1 : 0
}

function namespaceIn(record: usize, end: usize): u32 {
  const start = min(findNul(record + 1, end) + 1, end)
  return textIfAny(start, <u32>(findNul(start, end) - start))
}

/**
 * Adds what a list of the kernel's own symbols has. Columns by symbol: texts of names and namespaces, NONE for no
 * namespace, versions, whether there is one, and whether only GPL-compatible modules may use it. Texts are ranked.
 */
export function addOwn(
  count: u32,
  owner: u32,
  evidence: u32,
  symbols: usize,
  namespaces: usize,
  crc: usize,
  hasCrc: usize,
  gplOnly: usize,
): void {
  for (let i: u32 = 0; i < count; i++) {
    const symbol = word(symbols, i)
    if (word(hasCrc, i) !== 0) addRow(symbol, owner, word(crc, i), true, evidence)
    else addInferred(symbol, owner, evidence)
    exportRows.column(4).push(word(gplOnly, i))
    exportRows.column(5).push(word(namespaces, i))
  }
}

/** Adds symbols that modules import and none of them exports. Texts are ranked. */
export function addImported(owner: u32, evidence: u32): void {
  for (let rank: u32 = 0; rank < rankCount(); rank++) {
    if (!isThere(rank)) continue
    const symbol = nameOfRank(rank)
    if (symbol < isExported.length && isExported.at(symbol) !== 0) continue
    addInferred(symbol, owner, evidence)
    exportRows.column(4).push(UNKNOWN)
    exportRows.column(5).push(NONE)
  }
}

/** With the version that importers have. */
function addInferred(symbol: u32, owner: u32, evidence: u32): void {
  const rank = rankOf(symbol)
  addRow(symbol, owner, versionOf(rank), isVersionKnown(rank), evidence)
}
