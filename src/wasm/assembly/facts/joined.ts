/**
 * AssemblyScript. Joins facts of modules that were read here with those that another thread or an earlier run has read,
 * into one set of rows. Names keep the ids that they have here; from other tables only names that the modules mention
 * are added.
 */
import * as table from '../../facts-table-layout'
import { Bytes, Column } from '../columns'
import { intern } from '../names'
import { setWord, word } from '../words'
import { exported, fieldKind, fieldStarts, needed, SymbolRows, textEnds, texts } from './rows'

export let joinedExported = new SymbolRows(0, 0)
export let joinedNeeded = new SymbolRows(0, 0)
export let joinedFieldStarts = new Column(0)
export let joinedFieldKind = new Column(0)
export let joinedTextEnds = new Column(0)
export let joinedTexts = new Bytes(0)

/** Allocates memory for the tables to be joined. */
export function allocate(size: usize): usize {
  return heap.alloc(size)
}

/** Describes the table of what was read here. */
export function describeOwn(words: usize): void {
  // Then the names are not needed.
  setAddress(words, table.NAME_IDS, 0)
  describeSymbols(words, table.EXPORTED, exported)
  describeSymbols(words, table.NEEDED, needed)
  setAddress(words, table.FIELD_STARTS, fieldStarts.data)
  setAddress(words, table.FIELD_KIND, fieldKind.data)
  setAddress(words, table.TEXT_ENDS, textEnds.data)
  setAddress(words, table.TEXTS, texts.data)
}

function describeSymbols(words: usize, group: u32, rows: SymbolRows): void {
  setAddress(words, group + table.SYMBOL_STARTS, rows.starts.data)
  setAddress(words, group + table.SYMBOL_NAME, rows.name.data)
  setAddress(words, group + table.SYMBOL_CRC_LOW, rows.crcLow.data)
  setAddress(words, group + table.SYMBOL_CRC_HIGH, rows.crcHigh.data)
  setAddress(words, group + table.SYMBOL_FLAGS, rows.flags.data)
}

function setAddress(words: usize, i: u32, address: usize): void {
  setWord(words, i, <u32>address)
}

/**
 * Joins `count` modules: the i-th is module `modules[i]` of the table that word `tables[i]` of `descriptions` leads to.
 */
export function joinModules(count: u32, tables: usize, modules: usize, descriptions: usize): void {
  let exportedRows: u32 = 0
  let neededRows: u32 = 0
  let fieldRows: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const words = tableOf(tables, descriptions, i)
    const module = word(modules, i)
    exportedRows += rowCount(word(words, table.EXPORTED + table.SYMBOL_STARTS), module)
    neededRows += rowCount(word(words, table.NEEDED + table.SYMBOL_STARTS), module)
    fieldRows += rowCount(word(words, table.FIELD_STARTS), module)
  }
  joinedExported = new SymbolRows(count, exportedRows)
  joinedNeeded = new SymbolRows(count, neededRows)
  joinedFieldStarts = new Column(count + 1)
  joinedFieldKind = new Column(fieldRows)
  joinedTextEnds = new Column(fieldRows)
  joinedTexts = new Bytes(texts.length)
  joinedFieldStarts.push(0)
  for (let i: u32 = 0; i < count; i++) joinModule(tableOf(tables, descriptions, i), word(modules, i))
}

function tableOf(tables: usize, descriptions: usize, i: u32): usize {
  return word(descriptions, word(tables, i))
}

function rowCount(starts: usize, module: u32): u32 {
  return word(starts, module + 1) - word(starts, module)
}

function joinModule(words: usize, module: u32): void {
  joinSymbols(words, table.EXPORTED, module, joinedExported)
  joinSymbols(words, table.NEEDED, module, joinedNeeded)
  joinFields(words, module)
}

function joinSymbols(words: usize, group: u32, module: u32, into: SymbolRows): void {
  const starts = word(words, group + table.SYMBOL_STARTS)
  const first = word(starts, module)
  const count = rowCount(starts, module)
  const names = word(words, group + table.SYMBOL_NAME)
  const ids = word(words, table.NAME_IDS)
  if (ids === 0) into.name.append(rowAt(names, first), count)
  else for (let row = first; row < first + count; row++) into.name.push(idOf(words, ids, word(names, row)))
  into.crcLow.append(rowAt(word(words, group + table.SYMBOL_CRC_LOW), first), count)
  into.crcHigh.append(rowAt(word(words, group + table.SYMBOL_CRC_HIGH), first), count)
  into.flags.append(rowAt(word(words, group + table.SYMBOL_FLAGS), first), count)
  into.endModule()
}

function rowAt(column: usize, row: u32): usize {
  return column + ((<usize>row) << 2)
}

const NO_ID: u32 = u32.MAX_VALUE

/** The id here of name `name` of the table. */
function idOf(words: usize, ids: usize, name: u32): u32 {
  const known = word(ids, name)
  if (known !== NO_ID) return known
  const starts = word(words, table.NAME_STARTS)
  const start = word(starts, name)
  const id = intern(word(words, table.NAME_BYTES) + start, word(starts, name + 1) - start)
  store<u32>(rowAt(ids, name), id)
  return id
}

function joinFields(words: usize, module: u32): void {
  const starts = word(words, table.FIELD_STARTS)
  const first = word(starts, module)
  const count = rowCount(starts, module)
  joinedFieldKind.append(rowAt(word(words, table.FIELD_KIND), first), count)
  const ends = word(words, table.TEXT_ENDS)
  const textStart = first === 0 ? 0 : word(ends, first - 1)
  const shift = joinedTexts.length - textStart
  for (let row = first; row < first + count; row++) joinedTextEnds.push(word(ends, row) + shift)
  if (count > 0)
    joinedTexts.append(word(words, table.TEXTS) + textStart, word(ends, first + count - 1) - textStart)
  joinedFieldStarts.push(joinedFieldKind.length)
}
