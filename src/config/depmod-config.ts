/**
 * depmod.d(5) text as typed directives.
 *
 *   search WORD...                  the search priority of directories; `built-in` and `external` are keywords
 *   override MODNAME RELEASE SUBDIR  this module comes from that subdirectory
 *   external RELEASE DIR            a directory outside the module dir to scan too
 *   exclude NAME...                 names of files and directories that the scan skips
 *   include, make_map_files         accepted by kmod, which ignores them
 *
 * RELEASE is `*` or a POSIX extended regular expression that must match somewhere in the release.
 * kmod: tools/depmod.c cfg_file_parse(), cfg_kernel_matches().
 */
import { appendAll } from '../base/append.ts'
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { type DirectiveLine, parseDirectiveLines } from './directive-lines.ts'
import { matchesPosixRegex } from './posix-regex-match.ts'

export type SearchEntry =
  | { readonly kind: 'built-in' }
  | { readonly kind: 'external' }
  /** `path`: below the module dir. */
  | { readonly kind: 'directory'; readonly path: string }

export interface Override {
  /** Spelled like the file: `-` and `_` differ, and nothing is normalised. */
  readonly modname: string
  /** The whole directory of the file, below the module dir. */
  readonly subdir: string
}

/** The directives that apply to one release, in the order of configuration. */
export interface DepmodConfig {
  readonly search: readonly SearchEntry[]
  readonly overrides: readonly Override[]
  /** Directories as written: neither the root nor the working directory is prepended. */
  readonly externals: readonly string[]
  readonly excludes: readonly string[]
}

/** kmod: depmod_load_cfg() in tools/depmod.c adds `search updates` if no file has a word to search. */
const DEFAULT_SEARCH: readonly SearchEntry[] = [{ kind: 'directory', path: 'updates' }]

/** One configuration file: its name as shown in messages, and its text as a byte string. */
export interface ConfigText {
  readonly file: string
  readonly text: string
}

/** The configuration in `texts`, earlier texts first, as it applies to `release`. */
export function parseDepmodConfig(
  texts: Iterable<ConfigText>,
  release: string,
  report: Report,
): DepmodConfig {
  const config: MutableConfig = { search: [], overrides: [], externals: [], excludes: [] }
  for (const { file, text } of texts)
    for (const line of parseDirectiveLines(text)) addDirective({ config, file, line, release, report })
  return { ...config, search: config.search.length > 0 ? config.search : DEFAULT_SEARCH }
}

interface MutableConfig {
  readonly search: SearchEntry[]
  readonly overrides: Override[]
  readonly externals: string[]
  readonly excludes: string[]
}

/** One line and its context. */
interface Context {
  readonly config: MutableConfig
  readonly file: string
  readonly line: DirectiveLine
  readonly release: string
  readonly report: Report
}

/** Applies a directive to its operands; returns `false` if some are missing. */
type AddOperands = (context: Context) => boolean

const DIRECTIVES: ReadonlyMap<string, AddOperands> = new Map([
  ['search', addSearch],
  ['override', addOverride],
  ['external', addExternal],
  ['exclude', addExcludes],
  ['include', passOver],
  ['make_map_files', passOver],
])

function addDirective(context: Context): void {
  const { file, line, report } = context
  const add = DIRECTIVES.get(line.word)
  if (add?.(context)) return
  report(diagnostic('config-bad-line', { file, line: line.line, word: line.word }))
}

function addSearch({ config, line }: Context): boolean {
  appendAll(config.search, line.operands.map(searchEntry))
  return true
}

function searchEntry(word: string): SearchEntry {
  if (word === 'built-in' || word === 'external') return { kind: word }
  return { kind: 'directory', path: word }
}

function addOverride(context: Context): boolean {
  const [modname, pattern, subdir] = context.line.operands
  if (modname === undefined || pattern === undefined || subdir === undefined) return false
  if (appliesToRelease(context, 'override', pattern)) context.config.overrides.push({ modname, subdir })
  return true
}

function addExternal(context: Context): boolean {
  const [pattern, directory] = context.line.operands
  if (pattern === undefined || directory === undefined) return false
  if (appliesToRelease(context, 'external', pattern)) context.config.externals.push(directory)
  return true
}

function addExcludes({ config, line }: Context): boolean {
  appendAll(config.excludes, line.operands)
  return true
}

function passOver({ file, line, report }: Context): boolean {
  report(diagnostic('config-not-implemented', { file, line: line.line, word: line.word }))
  return true
}

function appliesToRelease(context: Context, directive: 'override' | 'external', pattern: string): boolean {
  const { file, line, release, report } = context
  if (pattern === '*' || matchesPosixRegex(pattern, release)) return true
  report(diagnostic('config-release-mismatch', { file, line: line.line, directive, release: pattern }))
  return false
}
