/**
 * A Diagnostic is a problem that is reported while the run goes on: plain data with a code, never a sentence. The words
 * that kmod uses for each are in reports/depmod-messages.ts. Where the run cannot go on, a KmodError is thrown (errors.ts).
 *
 * Paths, names and text are byte strings (names.ts); `errno` is the name of a system error, such as `ENOENT`.
 */
import type { KmodErrorCode } from './errors.ts'

/** kmod's priorities: what a run shows depends on -v; `error` and `warning` are shown unless silenced. */
export type Severity = 'error' | 'warning' | 'info'

/** The fields of each diagnostic, by its code. */
export interface DiagnosticFields {
  // configuration
  'config-bad-line': { file: string; line: number; word: string }
  'config-not-implemented': { file: string; line: number; word: string }
  'config-release-mismatch': {
    file: string
    line: number
    directive: 'override' | 'external'
    // the pattern as written
    release: string
  }
  'config-not-conf': { directory: string; name: string }
  'config-entry-unreadable': { directory: string; name: string }
  'config-entry-directory': { directory: string; name: string }
  'config-directory-unreadable': { path: string; errno: string }
  'config-file-unreadable': { path: string; errno: string }
  // modprobe.d: a directive that kmod no longer reads
  'config-obsolete': { file: string; line: number; word: string }
  // kmod does not report a modprobe.d file that it cannot read
  'config-file-passed-over': { path: string; errno: string }
  // `module`: the text before the dot on the kernel command line; `-` is `_` up to the unmatched bracket
  'cmdline-bad-module': { module: string }
  // scan
  'directory-unreadable': { path: string; errno: string }
  // `fd`: the number that kmod's open file for the directory has: 3, and one more for each directory further down
  'subdirectory-unreadable': { path: string; fd: number; name: string; errno: string }
  'entry-unreadable': { path: string; fd: number; name: string; errno: string }
  // `mode`: the type bits of st_mode alone, as kmod prints them
  'entry-unsupported': { path: string; mode: number }
  'directory-loop': { path: string; target: string }
  // two file arguments for one modname; the paths are equal when one file is given twice
  'module-given-twice': { modname: string; path: string; knownPath: string }
  'modules-dep-missing': { moduleDir: string; errno: string }
  // kmod opens the module dir for modules.order; it can be missing when files are given
  'module-dir-unreadable': { path: string; errno: string }
  'modules-order-missing': { moduleDir: string; errno: string }
  'modules-order-corrupt': { moduleDir: string; line: number }
  // left out, because its line break would forge a line of the indexes; `path`: that of the module
  'line-break': { path: string; what: 'alias' | 'softdep' | 'weakdep' | 'symbol'; text: string }
  // a module file or a directory whose name would do the same
  'name-unusable': { path: string }
  // two modules whose names differ only in case, on a case-insensitive file system; paths as in modules.order
  'module-lost-to-case': { moduleDir: string; lost: string; kept: string }
  // modules and symbols
  'module-unreadable': {
    path: string
    cause: KmodErrorCode
    errno?: string
    codec?: string
    reason?: string
    message: string
  }
  'system-map-bad-line': { file: string; line: number; text: string }
  'symvers-bad-version': { file: string; line: number; text: string }
  'unknown-symbol': { path: string; symbol: string }
  'symbol-version-mismatch': { path: string; symbol: string }
  'errsyms-without-symbols': object
  // cache: `path`: the directory
  'cache-unwritable': { path: string; errno: string }
  // dependencies
  'dependency-cycle': { modnames: readonly string[] }
  'dependency-cycles-found': { count: number }
  // outputs
  'alias-unmatched-bracket': { alias: string }
  'alias-duplicate': { alias: string; modname: string }
  'devname-without-numbers': { modname: string; devname: string }
  'builtin-missing': { moduleDir: string; errno: string }
  'builtin-bad-line': { text: string }
  'builtin-modinfo-missing': { moduleDir: string; errno: string }
  // putting the files in place
  'lock-awaited': { directory: string }
  'lock-not-had': { directory: string; seconds: number }
  'publish-finished': { directory: string }
}

export type DiagnosticCode = keyof DiagnosticFields

const SEVERITIES: { readonly [C in DiagnosticCode]: Severity } = {
  'config-bad-line': 'error',
  'config-not-implemented': 'info',
  'config-release-mismatch': 'info',
  'config-not-conf': 'info',
  'config-entry-unreadable': 'error',
  'config-entry-directory': 'error',
  'config-directory-unreadable': 'error',
  'config-file-unreadable': 'error',
  'config-obsolete': 'error',
  'config-file-passed-over': 'info',
  'cmdline-bad-module': 'error',
  'directory-unreadable': 'error',
  'subdirectory-unreadable': 'error',
  'entry-unreadable': 'error',
  'entry-unsupported': 'error',
  'directory-loop': 'error',
  'module-given-twice': 'error',
  'modules-dep-missing': 'error',
  'module-dir-unreadable': 'warning',
  'modules-order-missing': 'warning',
  'modules-order-corrupt': 'error',
  'line-break': 'error',
  'name-unusable': 'error',
  'module-lost-to-case': 'warning',
  'module-unreadable': 'error',
  'system-map-bad-line': 'error',
  'symvers-bad-version': 'error',
  'unknown-symbol': 'warning',
  'symbol-version-mismatch': 'warning',
  'errsyms-without-symbols': 'warning',
  'cache-unwritable': 'warning',
  'dependency-cycle': 'error',
  'dependency-cycles-found': 'error',
  'alias-unmatched-bracket': 'warning',
  'alias-duplicate': 'warning',
  'devname-without-numbers': 'error',
  'builtin-missing': 'warning',
  'builtin-bad-line': 'error',
  'builtin-modinfo-missing': 'warning',
  'lock-awaited': 'warning',
  'lock-not-had': 'warning',
  'publish-finished': 'warning',
}

export type Diagnostic = {
  [C in DiagnosticCode]: { readonly code: C; readonly severity: Severity } & Readonly<DiagnosticFields[C]>
}[DiagnosticCode]

/** Receives each diagnostic as it arises, in kmod's order. */
export type Report = (diagnostic: Diagnostic) => void

/** A diagnostic with this `code` and its severity. */
export function diagnostic<C extends DiagnosticCode>(code: C, fields: DiagnosticFields[C]): Diagnostic {
  return { code, severity: SEVERITIES[code], ...fields } as unknown as Diagnostic
}
