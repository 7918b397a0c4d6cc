/** The options and the result of depmod(). */
import type { Diagnostic, Report } from '../base/diagnostic.ts'
import { KmodError } from '../base/errors.ts'
import { isKmodVersion, type KmodVersion } from '../base/kmod-versions.ts'
import type { Host } from '../host/host.ts'
import { type IndexLayout, isIndexLayout } from '../indexes/index-format.ts'
import type { Output } from '../indexes/output.ts'
import type { ModuleFile } from '../scan/scan-modules.ts'

export interface DepmodOptions {
  /** The kernel release whose modules are read: the name of their directory. */
  readonly release: string
  /** The directory that contains the module directory; default: the root of the file system. */
  readonly root?: string
  /** The directory of the releases below the root; default `/lib/modules`. */
  readonly moduleDirectory?: string
  /** Write below this root instead. */
  readonly outdir?: string
  /** depmod.d files or directories; default: none, so that the host's configuration is not used. */
  readonly config?: readonly string[]
  /** Read only these module files (absolute paths) instead of all of the module directory. */
  readonly files?: readonly string[]
  /** Do nothing when no module is newer than modules.dep. */
  readonly onlyWhenNewer?: boolean
  /** System.map of the kernel; Module.symvers wins when both are given. */
  readonly systemMap?: string
  readonly symvers?: string
  /** Report symbols that nobody provides and, with symvers, mismatched versions; needs one of the two files. */
  readonly reportSymbols?: boolean
  /** The character that symbols start with on this architecture. */
  readonly symbolPrefix?: string
  readonly warnDuplicates?: boolean
  readonly layout?: IndexLayout
  /** `write` (default) puts all files in place; `text` only makes the text files, for display. */
  readonly publish?: 'write' | 'text'
  /** The release of kmod to follow where releases differ: see base/kmod-versions.ts. Default: 34. */
  readonly kmod?: KmodVersion
  /** Threads that read modules; default: chosen by the amount of work. */
  readonly jobs?: number
  /**
   * A directory to cache facts of modules in, so that the next run reads only those that have changed; the result is
   * the same. Default: none. Has no effect with `files`.
   */
  readonly cache?: string
  /** Path of the compiled worker.js, if it is not next to the library. */
  readonly workerUrl?: URL
  /** The machine to work on; any other than the default works on one thread. */
  readonly host?: Host
  /** Receives diagnostics as they arise, instead of the result. */
  readonly onDiagnostic?: Report
  /** Called now and then with the number of modules that have been read. */
  readonly onProgress?: (done: number, total: number) => void
  /** Receives each new dependency and the first symbol that causes it. */
  readonly onDependency?: (user: ModuleFile, symbol: string, provider: ModuleFile) => void
}

export interface DepmodResult {
  /** In the order of modules.dep. */
  readonly modules: readonly ModuleFile[]
  /** The files that were made; empty when nothing was newer. */
  readonly outputs: readonly Output[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Validates options, for callers without types or with text from elsewhere. */
const CHECKS: {
  readonly [K in keyof DepmodOptions]?: readonly [check: (value: unknown) => boolean, expected: string]
} = {
  release: [(value) => typeof value === 'string' && /^[^/\0]+$/.test(value), 'the name of a directory'],
  root: [isText, 'a path'],
  moduleDirectory: [isText, 'a path'],
  outdir: [isText, 'a path'],
  config: [isTexts, 'an array of paths'],
  files: [isTexts, 'an array of paths'],
  systemMap: [isText, 'a path'],
  symvers: [isText, 'a path'],
  symbolPrefix: [(value) => isText(value) && Buffer.byteLength(String(value)) === 1, 'one character'],
  layout: [(value) => isIndexLayout(String(value)), 'a layout of indexes'],
  publish: [(value) => value === 'write' || value === 'text', '`write` or `text`'],
  kmod: [(value) => isKmodVersion(String(value)), 'a release of kmod'],
  cache: [(value) => isText(value) && value !== '', 'the path of a directory'],
  jobs: [(value) => Number.isInteger(value) && Number(value) > 0, 'a whole number from 1 up'],
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\0')
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText)
}

/** @throws KmodError KMOD_USAGE */
export function checkOptions(options: DepmodOptions): void {
  for (const [name, [check, expected]] of Object.entries(CHECKS)) {
    const value = options[name as keyof DepmodOptions]
    if ((value !== undefined || name === 'release') && !check(value))
      throw new KmodError(
        'KMOD_USAGE',
        `Expected \`${name}\` to be ${expected}, got ${JSON.stringify(value)}`,
      )
  }
}
