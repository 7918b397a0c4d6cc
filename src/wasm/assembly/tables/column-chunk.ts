/** AssemblyScript. One column of one row group as pages: the values, after a page with the dictionary. */
import * as layout from '../../column-chunk-layout'
import { NO_NUMBER, NONE, UNKNOWN } from '../../tables-layout'
import { Bytes, Column } from '../columns'
import { setWord, word } from '../words'
import { bitsFor, writeHybridRuns } from './hybrid-runs'
import { NumberSet } from './number-set'
import { compressSnappy } from './snappy'
import { rankCount, rankedLength, rankedText } from './text-pool'

/** What column-chunk-layout.ts says, of the chunk that was encoded last. */
const chunk: usize = memory.data(12 << 2)
/** Both pages, compressed, one after the other, until the next chunk is encoded. */
const pages = new Bytes(1 << 16)
const dictionary = new Bytes(1 << 16)
const data = new Bytes(1 << 16)
const runs = new Bytes(1 << 12)
/** Of the rows: whether each has a value; of those that have one, its position in the dictionary. */
const levels = new Column(1 << 13)
const positions = new Column(1 << 13)
const bounds: usize = memory.data(16, 8)

export function chunkWords(): usize {
  return chunk
}

/**
 * Encodes `count` rows of a column whose first row is at `values`: ranks, numbers (of which `high` has the second words)
 * or flags.
 */
export function encodeChunk(kind: u32, isNullable: bool, values: usize, high: usize, count: u32): void {
  memory.fill(chunk, 0, (<usize>layout.CHUNK_WORDS) << 2)
  pages.length = 0
  dictionary.length = 0
  data.length = 0
  positions.length = 0
  levels.length = 0
  if (isNullable) writeLevels(kind, kind === layout.INTEGER ? high : values, count)
  if (kind === layout.TEXT) encodeTexts(values, count)
  else if (kind === layout.INTEGER) encodeIntegers(values, high, count)
  else encodeFlags(values, count)
  const distinct = word(chunk, layout.DICTIONARY_COUNT)
  if (distinct > 0) {
    compressSnappy(pages, dictionary.data, dictionary.length)
    setWord(chunk, layout.DICTIONARY_SIZE, pages.length)
    setWord(chunk, layout.DICTIONARY_PLAIN_SIZE, dictionary.length)
    const width = bitsFor(distinct - 1)
    data.push(width)
    writeHybridRuns(data, positions.data, positions.length, width)
  }
  const size = pages.length
  compressSnappy(pages, data.data, data.length)
  setWord(chunk, layout.DICTIONARY, <u32>pages.data)
  setWord(chunk, layout.DATA, <u32>pages.data + size)
  setWord(chunk, layout.DATA_SIZE, pages.length - size)
  setWord(chunk, layout.DATA_PLAIN_SIZE, data.length)
}

/** Starts the page with which rows have a value, preceded by the size of that. */
function writeLevels(kind: u32, values: usize, count: u32): void {
  const missing: u32 = kind === layout.TEXT ? NONE : kind === layout.INTEGER ? NO_NUMBER : UNKNOWN
  levels.reserve(count)
  let nulls: u32 = 0
  for (let row: u32 = 0; row < count; row++) {
    const level: u32 = word(values, row) === missing ? 0 : 1
    levels.set(row, level)
    nulls += 1 - level
  }
  setWord(chunk, layout.NULLS, nulls)
  runs.length = 0
  writeHybridRuns(runs, levels.data, count, 1)
  data.push32(runs.length)
  data.append(runs.data, runs.length)
}

/** By rank, one more than its position in the dictionary; all 0 between chunks. */
const renumbered = new Column(0)

/** The texts of these rows become a dictionary in their order. */
function encodeTexts(values: usize, count: u32): void {
  renumbered.extend(rankCount())
  let least: u32 = NONE
  let greatest: u32 = 0
  for (let row: u32 = 0; row < count; row++) {
    const rank = word(values, row)
    if (rank === NONE) continue
    renumbered.set(rank, 1)
    least = min(least, rank)
    greatest = max(greatest, rank)
  }
  if (least === NONE) return
  let distinct: u32 = 0
  for (let rank = least; rank <= greatest; rank++) {
    if (renumbered.at(rank) === 0) continue
    renumbered.set(rank, ++distinct)
    const length = rankedLength(rank)
    dictionary.push32(length)
    dictionary.append(rankedText(rank), length)
  }
  positions.reserve(count)
  for (let row: u32 = 0; row < count; row++) {
    const rank = word(values, row)
    if (rank !== NONE) positions.push(renumbered.at(rank) - 1)
  }
  memory.fill(renumbered.data + ((<usize>least) << 2), 0, (<usize>(greatest - least) + 1) << 2)
  setWord(chunk, layout.DICTIONARY_COUNT, distinct)
  setBounds(rankedText(least), rankedLength(least), rankedText(greatest), rankedLength(greatest))
}

function setBounds(least: usize, leastSize: u32, greatest: usize, greatestSize: u32): void {
  setWord(chunk, layout.MIN, <u32>least)
  setWord(chunk, layout.MIN_SIZE, leastSize)
  setWord(chunk, layout.MAX, <u32>greatest)
  setWord(chunk, layout.MAX_SIZE, greatestSize)
}

const known = new NumberSet()

/** Numbers become a dictionary in the order in which they are met. */
function encodeIntegers(low: usize, high: usize, count: u32): void {
  known.clear(count)
  positions.reserve(count)
  let least = i64.MAX_VALUE
  let greatest = i64.MIN_VALUE
  for (let row: u32 = 0; row < count; row++) {
    if (word(high, row) === NO_NUMBER) continue
    const value = <i64>(((<u64>word(high, row)) << 32) | word(low, row))
    positions.push(known.add(value))
    least = min(least, value)
    greatest = max(greatest, value)
  }
  if (known.length === 0) return
  dictionary.append(known.data, known.length << 3)
  setWord(chunk, layout.DICTIONARY_COUNT, known.length)
  store<i64>(bounds, least)
  store<i64>(bounds, greatest, 8)
  setBounds(bounds, 8, bounds + 8, 8)
}

/** A bit for each value. */
function encodeFlags(values: usize, count: u32): void {
  const start = data.length
  let present: u32 = 0
  let trues: u32 = 0
  let byte: u32 = 0
  for (let row: u32 = 0; row < count; row++) {
    const value = word(values, row)
    if (value === UNKNOWN) continue
    byte |= value << (present & 7)
    trues += value
    present++
    if ((present & 7) !== 0) continue
    data.push(byte)
    byte = 0
  }
  if ((present & 7) !== 0) data.push(byte)
  if (data.length === start) return
  store<u8>(bounds, trues === present ? 1 : 0)
  store<u8>(bounds, trues > 0 ? 1 : 0, 1)
  setBounds(bounds, 1, bounds + 1, 1)
}
