/** The texts of depmod: for every diagnostic, and for every error that ends a run. Scripts search for these texts. */

import type { Diagnostic, DiagnosticCode } from '../base/diagnostic.ts'
import type { KmodError, KmodErrorCode, RunStep } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import { messageInWords, strerror } from '../base/strerror.ts'
import { CONFIG_TEXTS, type ForeignCode } from './config-messages.ts'
import { escapeForLine } from './escape.ts'

export type DepmodCode = Exclude<DiagnosticCode, ForeignCode>

type Texts = { readonly [C in DepmodCode]: (d: Extract<Diagnostic, { code: C }>) => string }

/** kmod's words, if kmod has any. */
const TEXTS: Texts = {
  'config-bad-line': (d) => `${d.file}:${d.line}: ignoring bad line starting with '${d.word}'`,
  'config-not-implemented': (d) => `${d.file}:${d.line}: command ${d.word} not implemented yet`,
  'config-release-mismatch': (d) =>
    d.directive === 'override'
      ? `${d.file}:${d.line}: override kernel did not match ${d.release}`
      : `${d.file}:${d.line}: external directory did not match ${d.release}`,
  'config-not-conf': (d) => `All cfg files need .conf: ${d.directory}/${d.name}`,
  'config-entry-unreadable': (d) => `Cannot stat directory entry: ${d.directory}${d.name}`,
  'config-entry-directory': (d) =>
    `Directories inside directories are not supported: ${d.directory}/${d.name}`,
  'config-directory-unreadable': (d) => `files list ${d.path}: ${strerror(d.errno)}`,
  'config-file-unreadable': (d) => `file parse ${d.path}: ${strerror(d.errno)}`,
  'directory-unreadable': (d) => `could not open directory ${d.path}: ${strerror(d.errno)}`,
  'subdirectory-unreadable': (d) => `openat(${d.fd}, ${d.name}, O_RDONLY): ${strerror(d.errno)}`,
  'entry-unreadable': (d) => `fstatat(${d.fd}, ${d.name}): ${strerror(d.errno)}`,
  'module-given-twice': (d) =>
    d.path === d.knownPath
      ? `hash_add_unique ${d.modname}: File exists`
      : `kmod_module '${d.modname}' already exists with different path: new-path='${d.path}' old-path='${d.knownPath}'`,
  'modules-dep-missing': (d) => `could not fstatat(${d.moduleDir}, modules.dep): ${strerror(d.errno)}`,
  'module-dir-unreadable': (d) => `could not open directory ${d.path}: ${strerror(d.errno)}`,
  'entry-unsupported': (d) => `unsupported file type ${d.path}: ${(d.mode & 0o170000).toString(8)}`,
  'directory-loop': (d) => `symbolic link ${d.path} leads back to ${d.target}: not followed`,
  'modules-order-missing': (d) => `could not open modules.order at ${d.moduleDir}: ${strerror(d.errno)}`,
  'modules-order-corrupt': (d) => `${d.moduleDir}/modules.order:${d.line} corrupted line misses '\\n'`,
  'line-break': (d) => `${d.path}: left out the ${d.what} ${escapeForLine(d.text)}, which has a line break`,
  'name-unusable': (d) => `${escapeForLine(d.path)}: left out, because its name has control characters`,
  'module-lost-to-case': (d) =>
    `${d.moduleDir}/${d.lost} is lost: on this disk it is the same file as ${d.kept}`,
  'module-unreadable': (d) => `failed to load symbols from ${d.path}: ${unreadable(d)}`,
  'system-map-bad-line': (d) => `${d.file}:${d.line}: invalid line: ${d.text}`,
  'symvers-bad-version': (d) => `${d.file}:${d.line} Invalid symbol version ${d.text}: Success`,
  'unknown-symbol': (d) => `${d.path} needs unknown symbol ${d.symbol}`,
  'symbol-version-mismatch': (d) => `${d.path} disagrees about version of symbol ${d.symbol}`,
  'errsyms-without-symbols': () => '-e needs -E or -F',
  'cache-unwritable': (d) =>
    `could not write the cache to ${d.path}: ${strerror(d.errno)}; the next run will read all modules again`,
  'dependency-cycle': (d) => `Cycle detected: ${d.modnames.join(' -> ')}`,
  'dependency-cycles-found': (d) => `Found ${d.count} modules in dependency cycles!`,
  'alias-unmatched-bracket': (d) => `Unmatched bracket in ${d.alias}`,
  'alias-duplicate': (d) => `duplicate module alias:\n${d.alias} ${d.modname}`,
  'devname-without-numbers': (d) =>
    `Module '${d.modname}' has devname (${d.devname}) but lacks major and minor information. Ignoring.`,
  'builtin-missing': (d) => `could not open modules.builtin at ${d.moduleDir}: ${strerror(d.errno)}`,
  'builtin-bad-line': (d) => `Invalid modules.builtin line: ${d.text}`,
  'builtin-modinfo-missing': (d) =>
    `could not open modules.builtin.modinfo at ${d.moduleDir}: ${strerror(d.errno)}`,
  'lock-awaited': (d) => `waiting for another run that writes to ${d.directory}`,
  'lock-not-had': (d) =>
    `another run has kept ${d.directory} for ${d.seconds} seconds: writing to it all the same`,
  'publish-finished': (d) =>
    `finished what a run that was killed had begun: the index files in ${d.directory}`,
}

/**
 * Makes the words of a diagnostic, as the tools print them after `depmod: WARNING: `: kmod's words where kmod has some.
 *
 * @returns a byte string, without a newline at its end; fromByteString() makes text of it
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const texts: Partial<Record<DiagnosticCode, unknown>> = diagnostic.code in TEXTS ? TEXTS : CONFIG_TEXTS
  return (texts[diagnostic.code] as (d: Diagnostic) => string)(diagnostic)
}

/** kmod reports every kind of damage in a module as one of these system errors. */
const ERRNO_OF: Partial<Record<KmodErrorCode, string>> = { KMOD_NOT_ELF: 'ENOEXEC' }

/**
 * kmod's words, followed by what kmod does not print on one line: the codec's message, or the limit that was exceeded.
 * Damaged ELF files have kmod's words only.
 */
function unreadable(d: Extract<Diagnostic, { code: 'module-unreadable' }>): string {
  const text = strerror(d.errno ?? ERRNO_OF[d.cause] ?? 'EINVAL')
  if (d.codec !== undefined && d.reason !== undefined) return `${text} (${d.codec}: ${d.reason})`
  return d.codec !== undefined || d.cause === 'KMOD_LIMIT' ? `${text} (${toByteString(d.message)})` : text
}

/** Advice for errors about which kmod has no words. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: ': make room, then run it again',
  EDQUOT: ': make room, then run it again',
  EROFS: ': mount it writable, or choose another place by -o',
  EACCES: ': run it as root, or choose another place by -o',
  EPERM: ': run it as root, or choose another place by -o',
  EIO: ': see what the kernel says of the disk, then run it again',
}

type FatalText = (path: string, reason: string, advice: string) => string

const FATAL_TEXTS: { readonly [S in RunStep]: FatalText } = {
  'load-symbols': (path, reason) => `could not load ${path}: ${reason}`,
  'search-modules': (_path, reason) => `could not search modules: ${reason}`,
  'create-module': (path, reason) => `could not create module ${path}: ${reason}`,
  'add-module': (path, reason) => `could not add module ${path}: ${reason}`,
  'make-directory': (path, reason) => `could not create directory ${path}: ${reason}`,
  'write-outputs': (path, reason, advice) =>
    `could not write the index files to ${path}: ${reason}; nothing was changed${advice}`,
  'put-back': (path, reason, advice) =>
    `could not write the index files to ${path}: ${reason}; some are new, and the old ones are kept as .modules.*.old${advice}`,
}

/** The line that reports why a run ended. */
export function fatalText(error: KmodError): string {
  const { code, details } = error
  const { step, path, errno, text, byte } = details
  if (step && errno) return FATAL_TEXTS[step](path ?? '', strerror(errno), ADVICE[errno] ?? '')
  if (code === 'KMOD_INDEX_BAD_KEY' && text !== undefined && byte !== undefined)
    return (
      `Module index: bad character '${String.fromCharCode(byte)}'=0x${byte.toString(16)}` +
      ` - only 7-bit ASCII is supported:\n${text}`
    )
  return toByteString(messageInWords(error))
}
