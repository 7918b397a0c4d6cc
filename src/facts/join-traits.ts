/** Modules of several tables of traits as one table. */
import type { PackedFailure } from '../base/packed-failure.ts'
import { signatureText } from '../signatures/signature-text.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import * as T from '../wasm/traits-layout.ts'
import { endIn, startIn, type TraitColumns, type TraitsOrder } from './traits-columns.ts'

/** Words of a row that are places in the text; the second kind only where they are not 0. */
const ENDS = [T.MODINFO_END, T.EXPORTS_END, T.BUILD_ID_END] as const
const VALUES = [T.LICENSE, T.VERMAGIC] as const

/** The first `count` modules of `order`; a module that was not read has no text and no traits. */
export function joinTables(
  tables: readonly TraitColumns[],
  { table, module }: TraitsOrder,
  count: number,
): TraitColumns {
  const words = new Int32Array(count * T.ROW_WORDS)
  const text = new Uint8Array(sizeOf(tables, { table, module }, count))
  const signature = new Int32Array(count).fill(-1)
  const signatures = new SignatureNumbers()
  const failures = new Map<number, PackedFailure>()
  let end = 0
  for (let position = 0; position < count; position++) {
    const from = tables[table[position] ?? -1]
    const number = module[position] ?? -1
    const row = position * T.ROW_WORDS
    if (from === undefined || number < 0) {
      for (const word of ENDS) words[row + word] = end
      continue
    }
    const start = startIn(from.words, number)
    words.set(from.words.subarray(number * T.ROW_WORDS, (number + 1) * T.ROW_WORDS), row)
    for (const word of ENDS) words[row + word] = (words[row + word] ?? 0) - start + end
    for (const word of VALUES)
      if (words[row + word] !== 0) words[row + word] = (words[row + word] ?? 0) - start + end
    const part = from.text.subarray(start, endIn(from.words, number))
    text.set(part, end)
    end += part.length
    const signed = from.signatures[from.signature[number] ?? -1]
    if (signed !== undefined) signature[position] = signatures.of(signed)
    const failure = from.failures.get(number)
    if (failure !== undefined) failures.set(position, failure)
  }
  return { words, text, signature, signatures: signatures.all, failures }
}

function sizeOf(tables: readonly TraitColumns[], { table, module }: TraitsOrder, count: number): number {
  let size = 0
  for (let position = 0; position < count; position++) {
    const words = tables[table[position] ?? -1]?.words
    const number = module[position] ?? -1
    if (words !== undefined) size += endIn(words, number) - startIn(words, number)
  }
  return size
}

/** Numbers signatures from 0 on, equal ones alike. */
class SignatureNumbers {
  readonly all: SignatureTraits[] = []
  readonly #known = new Map<SignatureTraits, number>()
  readonly #byText = new Map<string, number>()

  of(signature: SignatureTraits): number {
    const known = this.#known.get(signature)
    if (known !== undefined) return known
    const text = signatureText(signature)
    const number = this.#byText.get(text) ?? this.all.push(signature) - 1
    this.#byText.set(text, number)
    this.#known.set(signature, number)
    return number
  }
}
