/** The traits of many modules as columns for a file: one table, in the order of the modules. */
import { byteString } from '../base/bytes.ts'
import { areBelow, namesFit } from '../base/column-checks.ts'
import { type ColumnShape, type ColumnsOf, readColumns, type SectionReader } from '../base/column-sections.ts'
import { memoize } from '../base/memoize.ts'
import type { NameColumns } from '../base/name-table.ts'
import { TextColumn } from '../base/text-column.ts'
import { areTraitRowsSound, type TraitColumns } from '../facts/traits-columns.ts'
import { signatureOf, signatureText } from '../signatures/signature-text.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import { packedFailuresIn, packedFailuresText } from './stored-failures.ts'

/**
 *   words         a row of wasm/traits-layout.ts for each module
 *   text          the text of each module, one after the other: .modinfo, records of exports, build ID
 *   signature     the number of the signature of each module in the next one, or NO_SIGNATURE
 *   signatures    as JSON
 *   failures      [module number, error] as JSON: why a .modinfo cannot be read
 */
export const TRAITS_SHAPE = {
  words: 'words',
  text: 'bytes',
  signature: 'words',
  signatures: { bytes: 'bytes', starts: 'words' },
  failures: 'bytes',
} as const satisfies ColumnShape

type StoredColumns = ColumnsOf<typeof TRAITS_SHAPE>

const NO_SIGNATURE = -1

export function storedTraits({ words, text, signature, signatures, failures }: TraitColumns): StoredColumns {
  const texts = TextColumn.of(signatures.map(signatureText))
  return {
    words,
    text,
    signature,
    failures: packedFailuresText(failures),
    signatures: { bytes: texts.bytes, starts: texts.bounds },
  }
}

/**
 * Modules of a file, decoded when they are first asked for.
 * @param malformed ends the decoding of columns that are not those of `count` modules
 */
export class StoredTraits implements TraitColumns {
  readonly #decoded: () => TraitColumns

  constructor(section: SectionReader, count: number, malformed: (what: string) => never) {
    this.#decoded = memoize(
      () => traitsFrom(readColumns(section, 'traits', TRAITS_SHAPE), count) ?? malformed('traits'),
    )
  }

  get words(): Int32Array {
    return this.#decoded().words
  }

  get text(): Uint8Array {
    return this.#decoded().text
  }

  get signature(): Int32Array {
    return this.#decoded().signature
  }

  get signatures(): readonly SignatureTraits[] {
    return this.#decoded().signatures
  }

  get failures(): TraitColumns['failures'] {
    return this.#decoded().failures
  }
}

/** `undefined` if the columns are not those of `count` modules, or a number leads outside of a column. */
function traitsFrom(columns: StoredColumns | undefined, count: number): TraitColumns | undefined {
  if (columns === undefined) return undefined
  const { words, text, signature } = columns
  const failures = packedFailuresIn(columns.failures, count)
  const signatures = signaturesIn(columns.signatures)
  const isSound =
    areTraitRowsSound(words, text.length, count) &&
    signature.length === count &&
    areBelow(signature, signatures?.length ?? 0, NO_SIGNATURE)
  return isSound && failures && signatures ? { words, text, signature, signatures, failures } : undefined
}

/** `undefined` if one of them is none. */
function signaturesIn(texts: NameColumns): readonly SignatureTraits[] | undefined {
  if (!namesFit(texts)) return undefined
  const { bytes, starts } = texts
  const signatures: SignatureTraits[] = []
  for (let i = 0; i + 1 < starts.length; i++) {
    const signature = signatureOf(byteString(bytes, starts[i], starts[i + 1]))
    if (signature === undefined) return undefined
    signatures.push(signature)
  }
  return signatures
}
