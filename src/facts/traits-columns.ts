/** The columns of traits: the rows that the facts program writes, and what goes with them. */
import type { PackedFailure } from '../base/packed-failure.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import * as T from '../wasm/traits-layout.ts'

/** Plain data: module `m` is the m-th that was added. */
export interface TraitColumns {
  /** A row of traits-layout.ts for each module. */
  readonly words: Int32Array
  readonly text: Uint8Array
  /** By module: the number of its signature. */
  readonly signature: Int32Array
  readonly signatures: readonly SignatureTraits[]
  /** Why the .modinfo of a module cannot be read, by the number of the module. */
  readonly failures: ReadonlyMap<number, PackedFailure>
}

/** Where each module is: the i-th is module `module[i]` of `columns[table[i]]`; -1: it was not read. */
export interface TraitsOrder {
  readonly table: Int32Array
  readonly module: Int32Array
}

/** Columns of modules none of which was read. */
export const emptyTraits = (count: number): TraitColumns => ({
  words: new Int32Array(count * T.ROW_WORDS),
  text: new Uint8Array(),
  signature: new Int32Array(count).fill(-1),
  signatures: [],
  failures: new Map(),
})

/** Where the text of a module starts: at the end of that of the one before. */
export const startIn = (words: Int32Array, module: number): number =>
  module <= 0 ? 0 : (words[module * T.ROW_WORDS - T.ROW_WORDS + T.BUILD_ID_END] ?? 0)

/** Where it ends. */
export const endIn = (words: Int32Array, module: number): number =>
  module < 0 ? 0 : (words[module * T.ROW_WORDS + T.BUILD_ID_END] ?? 0)

const HEAD_LIMIT = T.TRAITS_BUILD_ID * 2

/** Whether the parts of each text follow those of the one before, and values are in the first part of their text. */
export function areTraitRowsSound(words: Int32Array, size: number, count: number): boolean {
  if (words.length !== count * T.ROW_WORDS) return false
  let end = 0
  for (let row = 0; row < words.length; row += T.ROW_WORDS) {
    const start = end
    const word = (i: number): number => words[row + i] ?? -1
    if (word(T.HEAD) % 0x10000 >= HEAD_LIMIT || word(T.UNDEFINED_COUNT) < 0) return false
    for (const part of [T.MODINFO_END, T.EXPORTS_END, T.BUILD_ID_END]) {
      if (word(part) < end) return false
      end = word(part)
    }
    for (const value of [T.LICENSE, T.VERMAGIC])
      if (word(value) !== 0 && (word(value) <= start || word(value) > word(T.MODINFO_END) + 1)) return false
  }
  return end === size
}
