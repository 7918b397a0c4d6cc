/** Gathers the parts of one module after the other that the facts program does not write. */
import type { KmodError } from '../base/errors.ts'
import { type PackedFailure, packFailure } from '../base/packed-failure.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import type { TraitColumns } from './traits-columns.ts'

export class TraitsCollector {
  readonly #signature: number[] = []
  readonly #signatures: SignatureTraits[] = []
  readonly #failures = new Map<number, PackedFailure>()

  /** Modules are signed alike, mostly: readSignatureTraits() returns the same object then. */
  add(signature: SignatureTraits): void {
    const last = this.#signatures.length - 1
    this.#signature.push(this.#signatures[last] === signature ? last : this.#signatures.push(signature) - 1)
  }

  /** Adds a module that cannot be read. */
  addUnreadable(error: KmodError): void {
    this.#signature.push(-1)
    this.fail(error)
  }

  /** Notes why the .modinfo of the last module cannot be read. */
  fail(error: KmodError): void {
    this.#failures.set(this.#signature.length - 1, packFailure(error))
  }

  columns({ words, text }: Pick<TraitColumns, 'words' | 'text'>): TraitColumns {
    return {
      words,
      text,
      signature: Int32Array.from(this.#signature),
      signatures: this.#signatures,
      failures: this.#failures,
    }
  }
}
