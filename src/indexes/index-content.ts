/** What is in an index file, whether it is as depmod would write it, and the same in the other layout. */
import { byteString } from '../base/bytes.ts'
import { isKmodError, type KmodErrorCode } from '../base/errors.ts'
import { basename, normalizeModname, toByteString, tryNormalizeAlias } from '../base/names.ts'
import { decodeIndex } from './decode-index.ts'
import { encodeIndex } from './encode-index.ts'
import type { IndexEntry } from './index-entries.ts'
import { INDEX_LAYOUTS, type IndexLayout } from './index-format.ts'

export interface IndexContent {
  /** By key (strcmp), the values of a key as they stand. */
  readonly entries: readonly IndexEntry[]
  /** The layouts in which these bytes are what depmod writes: both for an index of one node, none for foreign bytes. */
  readonly layouts: readonly IndexLayout[]
}

/** @throws KmodError KMOD_INDEX_NOT_INDEX, KMOD_INDEX_VERSION or KMOD_INDEX_MALFORMED */
export function readIndexContent(bytes: Uint8Array): IndexContent {
  const entries = decodeIndex(bytes)
  const layouts = INDEX_LAYOUTS.filter(
    (layout) => Buffer.compare(encodeInOrder(entries, layout), bytes) === 0,
  )
  return { entries, layouts }
}

/** Of equal keys and priorities the one that is added last comes first. */
const encodeInOrder = (entries: readonly IndexEntry[], layout: IndexLayout): Uint8Array =>
  encodeIndex(entries.toReversed(), layout)

/** @throws KmodError as readIndexContent(), and KMOD_INDEX_BAD_KEY */
export const convertIndex = (bytes: Uint8Array, layout: IndexLayout): Uint8Array =>
  encodeInOrder(decodeIndex(bytes), layout)

export type IndexVerdictProblem =
  /** It cannot be read, or not to its end. */
  | { readonly code: 'unreadable'; readonly cause: KmodErrorCode; readonly message: string }
  /** It can be read, but these are not the bytes that depmod writes for its entries, in either layout. */
  | { readonly code: 'foreign-bytes' }
  /** The text file beside it says something else: entries that only one of them has, `key value` each. */
  | {
      readonly code: 'text-differs'
      readonly onlyHere: readonly string[]
      readonly onlyInText: readonly string[]
    }

export interface IndexVerdict {
  /** None for an index that cannot be read. */
  readonly content: IndexContent | undefined
  readonly problems: readonly IndexVerdictProblem[]
}

/** @param text the text file that belongs to the index: see textNameOf() */
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
  const difference = text && differenceTo(content.entries, entriesIn(text.name, byteString(text.bytes)))
  return { content, problems: difference ? [...problems, difference] : problems }
}

function differenceTo(
  entries: readonly IndexEntry[],
  wanted: ReadonlySet<string>,
): IndexVerdictProblem | undefined {
  const there = new Set(entries.map(({ key, value }) => `${key} ${value}`))
  const onlyHere = [...there].filter((entry) => !wanted.has(entry))
  const onlyInText = [...wanted].filter((entry) => !there.has(entry))
  return onlyHere.length + onlyInText.length === 0
    ? undefined
    : { code: 'text-differs', onlyHere, onlyInText }
}

/** The name of the text file that an index is made with, or from; by its path. */
export function textNameOf(path: string): string | undefined {
  const name = basename(path).replace(/\.bin$/, '')
  return TEXT_READERS.has(name) ? name : undefined
}

/** A line of the text file to `key value`; undefined for one that makes no entry. */
type ReadLine = (line: string) => string | undefined

/** Aliases stand in the text as modules write them, and normalised in the index; those that cannot be are left out. */
const readAliasLine: ReadLine = (line) => {
  const [word, alias, modname] = line.split(' ')
  const key = alias === undefined ? undefined : tryNormalizeAlias(alias)
  return word === 'alias' && key !== undefined && modname !== undefined ? `${key} ${modname}` : undefined
}

const TEXT_READERS: ReadonlyMap<string, ReadLine> = new Map<string, ReadLine>([
  [
    'modules.dep',
    (line) => (line === '' ? undefined : `${normalizeModname(line.slice(0, line.indexOf(':')))} ${line}`),
  ],
  ['modules.alias', readAliasLine],
  ['modules.symbols', readAliasLine],
  ['modules.builtin', (line) => (/^[A-Za-z]/.test(line) ? `${normalizeModname(line)} ` : undefined)],
])

function entriesIn(name: string, text: string): Set<string> {
  const read = TEXT_READERS.get(name) ?? (() => undefined)
  return new Set(text.split('\n').flatMap((line) => read(line) ?? []))
}
