/**
 * The index files of a module dir, as modprobe opens them: kmod maps all five at the start. If one of them cannot be
 * mapped it maps none, and each query reads its own file piece by piece; only modules.builtin.alias.bin may be missing.
 * Either way, lookups in a file that is missing or not an index find nothing. The visible effects are the order of
 * values of equal priority, and kmod's messages about a wrong magic or version in a file that it tries to map.
 * kmod: libkmod/libkmod.c kmod_load_resources()
 *
 * Here the files are opened at the start, too, because their first bytes decide; after that only the nodes that a query
 * needs are read.
 */
import { isAnyKmodError, isKmodError, KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import type { Host, OpenFile } from '../host/host.ts'
import { blockSource } from '../indexes/block-source.ts'
import { ModuleIndex, type ValueOrder } from '../indexes/decode-index.ts'
import type { IndexEntry } from '../indexes/index-entries.ts'
import type { IndexValue } from '../indexes/index-nodes.ts'
import { PUBLISHING_NS, readJournal } from '../publish/journal.ts'

/** In the order in which kmod maps them. */
const INDEX_NAMES = ['dep', 'alias', 'symbols', 'builtin.alias', 'builtin'] as const
type IndexName = (typeof INDEX_NAMES)[number]

/** A problem with an index that kmod reports at the start; the run goes on. */
export type IndexOpenProblem =
  | { readonly code: 'index-bad-magic'; readonly path: string; readonly magic: number }
  | { readonly code: 'index-bad-version'; readonly path: string; readonly major: number }
  /** A run of depmod was killed while it put the files in place; kmod cannot detect this. */
  | { readonly code: 'index-set-mixed'; readonly severity: 'warning'; readonly moduleDir: string }

/**
 * Keys are byte strings. Every query throws KmodError KMOD_INDEX_MALFORMED, with the path, for a damaged index, and KMOD_IO when the host stops reading it.
 */
export interface IndexSet {
  /** The line of modules.dep for a modname: `path: path path`. */
  dependencyLine(modname: string): string | undefined
  /** modnames whose aliases match, best first; may contain duplicates. */
  aliases(modalias: string): IndexValue[]
  /** modnames that export the symbol of a key `symbol:name`. */
  symbols(key: string): IndexValue[]
  isBuiltin(modname: string): boolean
  /** Builtin modnames whose aliases match. */
  builtinAliases(modalias: string): IndexValue[]
  /** All entries, in the order in which `modprobe -c` prints them. */
  entries(name: 'alias' | 'symbols'): Iterable<IndexEntry>
  /** Closes the files. The set must not be queried afterwards. */
  close(): void
}

/** An index in an open file. */
interface OpenIndex {
  readonly path: string
  readonly index: ModuleIndex
  readonly file: OpenFile
}

export function openIndexSet(
  host: Host,
  moduleDir: string,
  report: (problem: IndexOpenProblem) => void,
): IndexSet {
  if ((readJournal(host, moduleDir, PUBLISHING_NS)?.unplaced.length ?? 0) > 0)
    report({ code: 'index-set-mixed', severity: 'warning', moduleDir })
  const mapped = mapAll(host, moduleDir, report)
  /** The indexes opened so far; undefined for a file that is missing or not an index. */
  const opened = new Map<IndexName, OpenIndex | undefined>(mapped)

  function ask<T>(
    name: IndexName,
    query: (index: ModuleIndex, key: string) => T,
    key: string,
  ): T | undefined {
    let open = opened.get(name)
    if (open === undefined && !opened.has(name)) {
      open = tryOpen(host, pathOf(moduleDir, name), 'reversed')
      opened.set(name, open)
    }
    if (open === undefined) return undefined
    try {
      return query(open.index, key)
    } catch (error) {
      throw withPath(open.path, error)
    }
  }

  return {
    dependencyLine: (modname) => ask('dep', find, modname),
    aliases: (modalias) => ask('alias', match, modalias) ?? [],
    symbols: (key) => ask('symbols', match, key) ?? [],
    isBuiltin: (modname) => ask('builtin', find, modname) !== undefined,
    builtinAliases: (modalias) => ask('builtin.alias', match, modalias) ?? [],
    entries: (name) => ask(name, (index) => [...index.entries()], '') ?? [],
    close: () => closeAll(opened.values()),
  }
}

const find = (index: ModuleIndex, key: string): string | undefined => index.find(key)
const match = (index: ModuleIndex, text: string): IndexValue[] => index.match(text)

const pathOf = (moduleDir: string, name: IndexName): string => `${moduleDir}/modules.${name}.bin`

/** All indexes, or none if a required one is missing. */
function mapAll(
  host: Host,
  moduleDir: string,
  report: (problem: IndexOpenProblem) => void,
): Map<IndexName, OpenIndex> {
  const mapped = new Map<IndexName, OpenIndex>()
  for (const name of INDEX_NAMES) {
    const open = tryOpen(host, pathOf(moduleDir, name), 'stored', report)
    if (open) mapped.set(name, open)
    else if (name !== 'builtin.alias') {
      closeAll(mapped.values())
      return new Map()
    }
  }
  return mapped
}

function closeAll(opened: Iterable<OpenIndex | undefined>): void {
  for (const open of opened) open?.file.close()
}

/** The index at `path`; undefined when the file is missing, unreadable or not an index that kmod reads. */
function tryOpen(
  host: Host,
  path: string,
  order: ValueOrder,
  report: (problem: IndexOpenProblem) => void = () => undefined,
): OpenIndex | undefined {
  let file: OpenFile | undefined
  try {
    const open = host.openFile(path)
    file = open
    const source = blockSource(open.size, (target, position) => open.read(target, position))
    return { path, file, index: new ModuleIndex(source, order) }
  } catch (error) {
    file?.close()
    if (!isKmodError(error) || !IS_NO_INDEX.has(error.code)) throw error
    const { found } = error.details
    if (found !== undefined)
      report(
        error.code === 'KMOD_INDEX_VERSION'
          ? { code: 'index-bad-version', path, major: found }
          : { code: 'index-bad-magic', path, magic: found },
      )
    return undefined
  }
}

const IS_NO_INDEX: ReadonlySet<string> = new Set(['KMOD_IO', 'KMOD_INDEX_NOT_INDEX', 'KMOD_INDEX_VERSION'])

/** Adds the path, which the indexes do not know, to the error. */
function withPath(path: string, error: unknown): unknown {
  if (!isAnyKmodError(error)) return error
  const message = error.message.replace(
    'Cannot read index',
    () => `Cannot read index "${fromByteString(path)}"`,
  )
  return new KmodError(error.code, message, { ...error.details, path })
}
