/** Reads index files, verifies that they are as depmod would write them, and converts them to the other layout. */
import { byteString } from '../base/bytes.ts'
import { isKmodError, type KmodErrorCode } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import { decodeIndex } from './decode-index.ts'
import { encodeIndex } from './encode-index.ts'
import type { IndexEntry } from './index-entries.ts'
import { INDEX_LAYOUTS, type IndexLayout } from './index-format.ts'
import { compareWithText, type TextDifference } from './text-beside-index.ts'

export interface IndexContent {
  /** By key (strcmp), the values of a key in stored order. */
  readonly entries: readonly IndexEntry[]
  /**
   * The layouts in which depmod writes exactly these bytes: both for an index of one node, none if the bytes differ
   * from depmod's.
   */
  readonly layouts: readonly IndexLayout[]
}

/**
 * Reads all entries of an index file, and determines the layouts in which it could have been written.
 * @throws KmodError KMOD_INDEX_NOT_INDEX, KMOD_INDEX_VERSION or KMOD_INDEX_MALFORMED
 */
export function readIndexContent(bytes: Uint8Array): IndexContent {
  const entries = decodeIndex(bytes)
  const layouts = INDEX_LAYOUTS.filter(
    (layout) => Buffer.compare(encodeInOrder(entries, layout), bytes) === 0,
  )
  return { entries, layouts }
}

/** Of equal keys and priorities the one added last is stored first. */
const encodeInOrder = (entries: readonly IndexEntry[], layout: IndexLayout): Uint8Array =>
  encodeIndex(entries.toReversed(), layout)

/**
 * Rewrites an index file in the given layout.
 * @throws KmodError as readIndexContent(), and KMOD_INDEX_BAD_KEY
 */
export const convertIndex = (bytes: Uint8Array, layout: IndexLayout): Uint8Array =>
  encodeInOrder(decodeIndex(bytes), layout)

export type IndexVerdictProblem =
  /** It cannot be read completely. */
  | { readonly code: 'unreadable'; readonly cause: KmodErrorCode; readonly message: string }
  /** It can be read, but depmod would write different bytes for its entries, in either layout. */
  | { readonly code: 'foreign-bytes' }
  /** The text file next to it differs: entries that only one of them has, `key value` each. */
  | ({ readonly code: 'text-differs' } & TextDifference)

export interface IndexVerdict {
  /** Empty for an index that cannot be read. */
  readonly content: IndexContent | undefined
  readonly problems: readonly IndexVerdictProblem[]
}

/**
 * Checks whether an index file is valid: readable to its last entry, byte for byte as depmod would write it, and with
 * the same entries as its text file.
 *
 * @example
 * const { problems } = verifyIndex(readFileSync('/lib/modules/6.12.0/modules.dep.bin'))
 * @param text the text file that belongs to the index: see textNameOf()
 */
export function verifyIndex(
  bytes: Uint8Array,
  text?: { readonly name: string; readonly bytes: Uint8Array },
): IndexVerdict {
  let content: IndexContent
  try {
    content = readIndexContent(bytes)
  } catch (error) {
    if (!isKmodError(error)) throw error
    return {
      content: undefined,
      problems: [{ code: 'unreadable', cause: error.code, message: toByteString(error.message) }],
    }
  }
  const problems: IndexVerdictProblem[] = content.layouts.length === 0 ? [{ code: 'foreign-bytes' }] : []
  const difference = text && compareWithText(content.entries, text.name, byteString(text.bytes))
  return { content, problems: difference ? [...problems, { code: 'text-differs', ...difference }] : problems }
}
