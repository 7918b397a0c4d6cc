/** What every archive format comes down to: one entry after the other, in the order of the archive. */
import type { ByteRange } from './byte-range.ts'

interface EntryCommon {
  /** As the archive names it: a byte string, relative or absolute, with or without `./`. */
  readonly path: string
  /** Permissions, the low 12 bits of st_mode. */
  readonly mode: number
  /** Nanoseconds since the epoch. */
  readonly mtimeNs: bigint
}

export type ArchiveEntry = EntryCommon &
  (
    | { readonly kind: 'file'; readonly content: ByteRange }
    /** `isOpaque`: what is below it in other layers is hidden. */
    | { readonly kind: 'directory'; readonly isOpaque?: boolean }
    | { readonly kind: 'symlink'; readonly target: string }
    /** A further name for a file that came before; `target` is that file's path. */
    | { readonly kind: 'hard-link'; readonly target: string }
    | { readonly kind: 'other'; readonly device?: number }
  )
