/**
 * Where bytes are, in terms that other threads of this process understand: threads share descriptors, so a file that has no
 * name, or has got another one, is read by its number.
 */
export type BytePlace = {
  /** In bytes. */
  readonly offset: number
} & (
  | {
      /** Of this process, as all of its threads have it. */
      readonly descriptor: number
    }
  | {
      /** A byte string. */
      readonly path: string
    }
)
