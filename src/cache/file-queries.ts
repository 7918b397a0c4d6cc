/**
 * What a computation has asked about files, and what it was answered. If each question has the same answer in a later
 * run, a computation that asks nothing else has the same result there, and need not be repeated.
 *
 * An answer that is long is not kept, if a key (module-keys.ts) identifies the file or the directory that gave it: on
 * file systems that set the ctime with every change, that of a directory changes with each entry that is created,
 * renamed or removed.
 */
import { always, type KmodError, nothing, orElse } from '../base/errors.ts'
import { hasModuleSuffix } from '../base/module-suffix.ts'
import type { DirectoryEntry, FileStatus, Host } from '../host/host.ts'
import {
  forgetKey,
  hasKey,
  isSameKey,
  isSettled,
  KEY_WIDTH,
  type KeyedKind,
  type KeyTaker,
  keyTaker,
} from './module-keys.ts'

/** The first character of a query; the path follows. */
const LISTED_AS_KEY = 'd'
const LISTED = 'l'
/** Only what a search for modules sees: see `entriesInSearch`. */
const SEARCHED = 'm'
const READ_AS_KEY = 'f'
const READ_PRIVATE_AS_KEY = 'p'
const READ_NULL_DEVICE = 'n'
const STATUS = 's'
const EXISTS = 'e'

/** Queries that a key answers. */
const KEYED = new Map<string | undefined, KeyedKind>([
  [LISTED_AS_KEY, 'directory'],
  [READ_AS_KEY, 'file'],
  [READ_PRIVATE_AS_KEY, 'private-file'],
])

/** A single one. */
type Key = BigInt64Array<ArrayBuffer>

export interface FileQueries {
  readonly queries: readonly string[]
  /** Of each query; empty if a key is the answer. */
  readonly answers: readonly string[]
  /** One for each query. */
  readonly keys: BigInt64Array
}

/** What a directory of modules shows to a search: files that depmod or others put there next to modules do not matter. */
const entriesInSearch = (entries: readonly DirectoryEntry[]): readonly DirectoryEntry[] =>
  entries.filter(({ kind, name }) => kind !== 'file' || hasModuleSuffix(name))

/** No name contains a slash. */
const entriesText = (entries: readonly DirectoryEntry[]): string =>
  entries.map(({ kind, name }) => `${kind}/${name}`).join('/')

/** Of a directory, what does not change with its entries. */
function statusText({ kind, mode, size, mtimeNs, ctimeNs, dev, ino, rdev }: FileStatus): string {
  const times = kind === 'directory' ? [] : [size, mtimeNs, ctimeNs, rdev]
  return [kind, mode, dev, ino, ...times].join(' ')
}

const askStatus = (host: Host, path: string): string =>
  orElse(
    () => statusText(host.status(path)),
    (errno) => errno,
    always,
  )

const NULL_DEVICE = '/dev/null'

/** Its content never changes. */
const isNullDevice = (host: Host, path: string): boolean =>
  orElse(
    () => {
      const [one, other] = [host.status(path), host.status(NULL_DEVICE)]
      return (
        one.kind === 'other' && one.rdev !== undefined && one.rdev === other.rdev && one.mode === other.mode
      )
    },
    () => false,
    always,
  )

/** Answers from a host, noting each. */
export class QueryRecorder {
  readonly #host: Host
  readonly #startedAt: bigint
  readonly #take: KeyTaker
  readonly #answers = new Map<string, { readonly answer: string; readonly key: Key }>()
  #isComplete = true

  /** @param startedAt before the first query: what has changed later than shortly before has no key */
  constructor(host: Host, startedAt: bigint) {
    this.#host = host
    this.#startedAt = startedAt
    this.#take = keyTaker(host)
  }

  /**
   * The host for the computation, which may ask for status, existence, entries and contents.
   * @param searched a directory of modules that may get other files in each run
   */
  recordingHost(searched?: string): Host {
    const host = this.#host
    const recording: Partial<Host> = {
      status: (path) => this.#status(path),
      exists: (path) => {
        const answer = host.exists(path)
        this.#note(EXISTS + path, String(answer))
        return answer
      },
      listDirectory: (path) => this.#list(path, path === searched),
      readFile: (path) => this.#read(path, () => host.readFile(path)),
      readInput: (path) => this.#read(path, () => host.readInput(path)),
    }
    return Object.assign(Object.create(host) as Host, recording)
  }

  /** What was asked; `undefined` if an answer is of a kind that cannot be checked. */
  recorded(): FileQueries | undefined {
    if (!this.#isComplete) return undefined
    const keys = new BigInt64Array(this.#answers.size * KEY_WIDTH)
    const answers = [...this.#answers.values()]
    for (const [i, { key }] of answers.entries()) keys.set(key, i * KEY_WIDTH)
    return { queries: [...this.#answers.keys()], answers: answers.map(({ answer }) => answer), keys }
  }

  #note(query: string, answer: string, key = NO_KEY): void {
    const known = this.#answers.get(query)
    if (known === undefined) this.#answers.set(query, { answer, key })
    // Two answers may have led to a result that neither gives alone.
    else if (known.answer !== answer || key.some((word, i) => word !== known.key[i])) this.#isComplete = false
  }

  #status(path: string): FileStatus {
    const refused = (errno: string, error: KmodError): never => {
      this.#note(STATUS + path, errno)
      throw error
    }
    const status = orElse(() => this.#host.status(path), refused, always)
    this.#note(STATUS + path, statusText(status))
    return status
  }

  #list(path: string, isSearched: boolean): DirectoryEntry[] {
    // As for contents, the key is the older one.
    const key = isSearched ? undefined : this.#settledKey(path, 'directory')
    const entries = orElse(
      () => this.#host.listDirectory(path),
      (_, error) => {
        this.#isComplete = false
        throw error
      },
      always,
    )
    if (isSearched) this.#note(SEARCHED + path, entriesText(entriesInSearch(entries)))
    else if (key === undefined) this.#note(LISTED + path, entriesText(entries))
    else this.#note(LISTED_AS_KEY + path, '', key)
    return entries
  }

  #read(path: string, read: () => Uint8Array): Uint8Array {
    const noted = this.#readAs(path)
    const refused = (errno: string, error: KmodError): never => {
      // A file that is not there can be asked for without reading it.
      if (askStatus(this.#host, path) === errno) this.#note(STATUS + path, errno)
      else this.#isComplete = false
      throw error
    }
    const bytes = orElse(read, refused, always)
    if (noted === undefined) this.#isComplete = false
    else this.#note(noted.kind + path, '', noted.key)
    return bytes
  }

  /** How the content of a file can be identified. The key is older than the content, so a change between them shows. */
  #readAs(path: string): { readonly kind: string; readonly key?: Key } | undefined {
    if (isNullDevice(this.#host, path)) return { kind: READ_NULL_DEVICE }
    for (const kind of [READ_AS_KEY, READ_PRIVATE_AS_KEY]) {
      const key = this.#settledKey(path, KEYED.get(kind) ?? 'file')
      if (key !== undefined) return { kind, key }
    }
    return undefined
  }

  #settledKey(path: string, kind: KeyedKind): Key | undefined {
    const key = new BigInt64Array(KEY_WIDTH)
    this.#take(path, key, 0, kind)
    return hasKey(key, 0) && isSettled(key, 0, this.#startedAt) ? key : undefined
  }
}

/** The answer of a query that has another one. */
const NO_KEY = new BigInt64Array(KEY_WIDTH)

/** Whether `host` answers each query as it was answered then. */
export function stillHold(host: Host, { queries, answers, keys }: FileQueries): boolean {
  const take = keyTaker(host)
  const key = new BigInt64Array(KEY_WIDTH)
  for (const [i, query] of queries.entries()) {
    const path = query.slice(1)
    const kind = KEYED.get(query[0])
    if (kind === undefined) {
      if (ask(host, query[0], path) !== answers[i]) return false
      continue
    }
    forgetKey(key, 0)
    take(path, key, 0, kind)
    if (!isSameKey(key, 0, keys, i) || (kind === 'private-file' && !mayRead(host, path))) return false
  }
  return true
}

const mayRead = (host: Host, path: string): boolean =>
  orElse(
    () => {
      host.openFile(path).close()
      return true
    },
    () => false,
    always,
  )

function ask(host: Host, kind: string | undefined, path: string): string | undefined {
  const listing = (pick: (entries: readonly DirectoryEntry[]) => readonly DirectoryEntry[]) =>
    orElse(() => entriesText(pick(host.listDirectory(path))), nothing, always)
  if (kind === LISTED) return listing((entries) => entries)
  if (kind === SEARCHED) return listing(entriesInSearch)
  if (kind === STATUS) return askStatus(host, path)
  if (kind === EXISTS) return String(host.exists(path))
  return kind === READ_NULL_DEVICE && isNullDevice(host, path) ? '' : undefined
}
