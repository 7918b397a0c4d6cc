/**
 * A file of facts: all that is known of one kernel, without the content of its modules. The sections (container.ts):
 *
 *   info          JSON in UTF-8: `release`, `moduleDirectory` (below the root), `modules` (their number), `tool`
 *   tree.*        the names below the root that questions look at (tree-columns.ts)
 *   content.N     the bytes of small files: lists and indexes of the module directory, configuration, the kernel's
 *                 own symbols and its .config
 *   facts.*, traits.*, failures    what was read of the modules (extract/extraction-sections.ts)
 *   late          the numbers of modules with a signature after their compressed data, as words
 *   digests       if they were asked for: 32 bytes of SHA-256 for each module (kernel/module-content.ts); zeros for a
 *                 module that could not be read
 *
 * Nothing in it depends on the machine, the time or the place of the root: the same tree makes the same bytes with the
 * same version of Node.js, whose zlib decides how sections are packed.
 */
import {
  addColumns,
  readColumns,
  type SectionReader,
  type Sections,
  wordsFromBytes,
  wordsToBytes,
} from '../base/column-sections.ts'
import { decodeExtraction, type StoredExtraction } from '../extract/extraction-sections.ts'
import { ModuleStore } from '../extract/module-store.ts'
import { type DeflatedSections, encodeContainer, factsError, openContainer } from './container.ts'
import { atRoot } from './root-marker.ts'
import { StoredTree } from './stored-tree.ts'
import { TREE_SHAPE, type TreeRow, treeColumnsOf } from './tree-columns.ts'

/** What the facts are of. Text is byte strings. */
export interface FactsInfo {
  readonly release: string
  /** The directory of the releases below the root: `lib/modules`. */
  readonly moduleDirectory: string
  readonly modules: number
  /** The program and its version. */
  readonly tool: string
}

/** The parts of a file that is to be written. */
export interface FactsParts {
  readonly info: FactsInfo
  readonly rows: readonly TreeRow[]
  /** By number. */
  readonly contents: readonly Uint8Array[]
  /** As encodeExtraction() makes them, the root in messages replaced (root-marker.ts). */
  readonly extraction: Sections
  /** Numbers of modules. */
  readonly signedAfterCompression: readonly number[]
  /** By the number of the module, in hexadecimal. */
  readonly digests?: readonly (string | undefined)[] | undefined
}

const DIGEST_SIZE = 32

/** @param deflated sections of `parts.extraction` that need not be deflated here */
export function encodeFacts(parts: FactsParts, deflated?: DeflatedSections): Uint8Array {
  const { info, rows, contents, extraction, signedAfterCompression, digests } = parts
  const sections: Sections = new Map()
  sections.set('info', Buffer.from(JSON.stringify(info)))
  addColumns(sections, 'tree', TREE_SHAPE, treeColumnsOf(rows))
  for (const [name, bytes] of extraction) sections.set(name, bytes)
  sections.set('late', wordsToBytes(Int32Array.from(signedAfterCompression)))
  if (digests) {
    const none = '0'.repeat(2 * DIGEST_SIZE)
    sections.set('digests', Buffer.from(digests.map((digest) => digest ?? none).join(''), 'hex'))
  }
  for (const [i, bytes] of contents.entries()) sections.set(`content.${i}`, bytes)
  return encodeContainer(sections, deflated)
}

/** A file that was opened. Parts are decoded when they are asked for. */
export interface FactsContent {
  readonly info: FactsInfo
  readonly tree: StoredTree
  readonly store: ModuleStore
  /** @throws KmodError KMOD_FACTS */
  content(number: number): Uint8Array
}

/**
 * @param root where the tree is seen, for the messages of modules that could not be read: a byte string
 * @throws KmodError KMOD_FACTS here, and from what is returned
 */
export function decodeFacts(bytes: Uint8Array, root: string): FactsContent {
  const section = openContainer(bytes)
  const info = infoIn(section('info'))
  const tree = StoredTree.of(readColumns(section, 'tree', TREE_SHAPE), info.modules)
  if (tree === undefined) throw malformed('tree')
  return {
    info,
    tree,
    store: storeIn(section, info.modules, root),
    content: (number) => section(`content.${number}`) ?? fail(`content.${number}`),
  }
}

const malformed = (what: string): Error => factsError(`is malformed: section "${what}" makes no sense`)

function fail(what: string): never {
  throw malformed(what)
}

function infoIn(bytes: Uint8Array | undefined): FactsInfo {
  const value = parsed(bytes)
  const known = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const texts = ['release', 'moduleDirectory', 'tool'].map((name) => known.get(name))
  const modules = known.get('modules')
  const [release, moduleDirectory, tool] = texts
  if (typeof release !== 'string' || typeof moduleDirectory !== 'string' || typeof tool !== 'string')
    throw malformed('info')
  if (typeof modules !== 'number' || !Number.isInteger(modules) || modules < 0) throw malformed('info')
  return { release, moduleDirectory, modules, tool }
}

function parsed(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(bytes ?? []).toString())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function storeIn(section: SectionReader, modules: number, root: string): ModuleStore {
  const extraction: StoredExtraction = decodeExtraction(atRoot(section, root), modules, fail)
  let late: ReadonlySet<number> | undefined
  return new ModuleStore(extraction, {
    get hasDigests() {
      return section('digests') !== undefined
    },
    digest(row) {
      const all = section('digests')
      if (all === undefined) return undefined
      if (all.length !== modules * DIGEST_SIZE) throw malformed('digests')
      const digest = all.subarray(row * DIGEST_SIZE, (row + 1) * DIGEST_SIZE)
      return digest.every((byte) => byte === 0) ? undefined : Buffer.from(digest).toString('hex')
    },
    isSignedAfterCompression(row) {
      late ??= new Set(wordsFromBytes(section('late') ?? new Uint8Array(1)) ?? fail('late'))
      return late.has(row)
    },
  })
}
