/**
 * What was read of signatures' messages (PKCS#7, CMS) that end with the signature itself. Those of a kernel's own modules
 * differ in nothing else, so a few of them are parsed, not thousands.
 */

interface KnownMessage<T> {
  /** The message without the signature. */
  readonly head: Uint8Array
  readonly value: T
}

/** Signatures with elliptic curves (ECDSA) have two or three sizes, those with RSA have one. */
const MOST_SIZES = 16

/** One message of each size. */
export class KnownMessages<T> {
  readonly #bySize = new Map<number, KnownMessage<T>>()

  /** The message that differs from `message` in the signature at most. */
  find(message: Uint8Array): KnownMessage<T> | undefined {
    const known = this.#bySize.get(message.length)
    if (known === undefined) return undefined
    return Buffer.compare(known.head, message.subarray(0, known.head.length)) === 0 ? known : undefined
  }

  /**
   * Keeps `value` for `message`, which ends with the signature.
   * @param signatureAt where the signature begins
   */
  add(message: Uint8Array, signatureAt: number, value: T): void {
    if (this.#bySize.size >= MOST_SIZES) this.#bySize.clear()
    this.#bySize.set(message.length, { head: new Uint8Array(message.subarray(0, signatureAt)), value })
  }

  /** Those of all messages that are kept. */
  *values(): Iterable<T> {
    for (const { value } of this.#bySize.values()) yield value
  }
}
