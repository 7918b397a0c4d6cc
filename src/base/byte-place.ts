/**
 * Where bytes are, in terms that other threads of this process understand: threads share descriptors, so a file that has no
 * name, or has got another one, is read by its number.
 */
export type BytePlace = { readonly offset: number } & (
  | { readonly descriptor: number }
  /** A byte string. */
  | { readonly path: string }
)
