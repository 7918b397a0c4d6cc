/**
 * KmodError: this unit of work cannot go on. One class with a `code` to distinguish errors; no subclasses, because an
 * Error subclass does not survive a message between threads, and callers can match a closed list of codes.
 *
 * A problem after which the run goes on is a Diagnostic (diagnostic.ts), never an error.
 */
export const KMOD_ERROR_CODES = {
  KMOD_NOT_ELF: 'the file does not start with the ELF magic',
  KMOD_ELF_UNSUPPORTED: 'an ELF class or byte order that does not exist',
  KMOD_ELF_MALFORMED: 'a bound, size, index or string of an ELF file is wrong',
  KMOD_COMPRESSION_UNSUPPORTED: 'a known compression, but a variant that no codec here reads',
  KMOD_COMPRESSION_CORRUPT: 'compressed data that is damaged or cut',
  KMOD_LIMIT: 'a size found in a file passes a named limit',
  KMOD_INDEX_BAD_KEY: 'an index key or value that is not 7-bit ASCII',
  KMOD_INDEX_NOT_INDEX: 'the file does not start with the index magic',
  KMOD_INDEX_VERSION: 'an index of another major version',
  KMOD_INDEX_MALFORMED: 'an index whose offsets or strings lead nowhere',
  KMOD_ARCHIVE: 'a package, archive or image that is damaged, cut, or of a kind that is not read',
  KMOD_FACTS: 'a file of facts that is damaged, cut, of a newer version, or lacks what a question needs',
  KMOD_CONFIG: 'a configuration, System.map or Module.symvers file that cannot be used at all',
  KMOD_CYCLE: 'modules that depend on each other in a cycle',
  KMOD_IO: 'the host refused; `errno` says why',
  KMOD_HOST:
    'the machine lacks what a run needs: open files, memory, WebAssembly; it says nothing about a file',
  KMOD_USAGE: 'an argument is wrong',
} as const

export type KmodErrorCode = keyof typeof KMOD_ERROR_CODES

/** The step during which the host refused a call; kmod has its own wording for each. */
export type RunStep =
  | 'load-symbols'
  | 'search-modules'
  | 'create-module'
  | 'add-module'
  | 'make-directory'
  | 'write-outputs'
  | 'put-back'

/** Where the error occurred and what was refused. Paths are byte strings (see names.ts). */
export interface KmodErrorDetails {
  readonly path?: string
  readonly step?: RunStep
  readonly section?: string
  /** Absolute offset in the uncompressed file. */
  readonly offset?: number
  readonly line?: number
  /** Name of the system error (`ENOENT`): always for KMOD_IO and KMOD_HOST, and `EFBIG` for a file past a limit. */
  readonly errno?: string
  /** The codec that failed, for the two compression codes: `xz`, `zstd` or `gzip`. */
  readonly codec?: string
  /** The codec's message, as kmod prints it after `xz: ` or `zstd: `. */
  readonly reason?: string
  /** For KMOD_INDEX_BAD_KEY: the key or value that is not ASCII, and its first byte outside ASCII. */
  readonly text?: string
  readonly byte?: number
  /** For KMOD_INDEX_NOT_INDEX the magic that was found, for KMOD_INDEX_VERSION the major version. */
  readonly found?: number
  readonly cause?: unknown
}

export class KmodError extends Error {
  override readonly name = 'KmodError'
  readonly code: KmodErrorCode
  readonly details: KmodErrorDetails

  constructor(code: KmodErrorCode, message: string, details: KmodErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.details = details
  }
}

/** Runs `action`, and adds `step` and `path` to any system error that it throws. */
export function duringStep<T>(step: RunStep, path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (!isAnyKmodError(error) || error.details.errno === undefined) throw error
    throw new KmodError(error.code, error.message, { ...error.details, step, path })
  }
}

/**
 * System errors of the machine rather than of the file that was asked for: too many open files, too little memory, a
 * call that was interrupted, access that Node.js itself denies. The same file may be readable tomorrow, so a run that
 * took such an error for an answer would leave sound modules out of its indexes.
 */
const HOST_ERRNOS: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'EAGAIN',
  'EINTR',
  'ERR_ACCESS_DENIED',
])

/** The code for an error with this `errno`. */
export const codeOfErrno = (errno: string): 'KMOD_HOST' | 'KMOD_IO' =>
  HOST_ERRNOS.has(errno) ? 'KMOD_HOST' : 'KMOD_IO'

/**
 * Whether `value` is an error about a file, an argument or the input, so that code which catches it may go on without
 * the thing it asked for. Never true for an error of the machine (KMOD_HOST): that ends the run.
 */
export const isKmodError = (value: unknown): value is KmodError =>
  isAnyKmodError(value) && value.code !== 'KMOD_HOST'

/**
 * Like isKmodError(), but including errors of the machine: for code that reports an error and exits, or that must clean
 * up after any error.
 */
export const isAnyKmodError = (value: unknown): value is KmodError => value instanceof KmodError

/** Whether the host refused this particular file: it is missing, forbidden, too large, or of the wrong type. */
export const isRefusal = (error: KmodError): boolean =>
  isKmodError(error) &&
  (error.code === 'KMOD_IO' || error.details.errno !== undefined) &&
  !HOST_ERRNOS.has(error.details.errno ?? '')

/**
 * Runs `action`; if the host refuses, returns the result of `otherwise`, which gets the name of the system error.
 *
 * @param isAnswered which errors `otherwise` answers; all others are thrown. Default: refusals. An exhausted machine
 * does not show whether a file exists, so only optional work (caches, tidying up) passes `always`
 */
export function orElse<T, U>(
  action: () => T,
  otherwise: (errno: string, error: KmodError) => U,
  isAnswered: (error: KmodError) => boolean = isRefusal,
): T | U {
  try {
    return action()
  } catch (error) {
    if (!isAnyKmodError(error) || !isAnswered(error)) throw error
    return otherwise(error.details.errno ?? 'EIO', error)
  }
}

/** For orElse(): every KmodError is answered. */
export const always = (): boolean => true

/** For orElse(): no value, `undefined`. */
export const nothing = (): undefined => undefined
