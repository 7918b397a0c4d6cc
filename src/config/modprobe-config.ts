/**
 * modprobe.d(5) text as typed directives, each list in the order in which its lines are read.
 *
 *   alias PATTERN MODULE         further words are ignored
 *   blacklist MODULE             further words are ignored
 *   options MODULE TEXT          tabs in TEXT become blanks
 *   install MODULE COMMAND       and `remove`
 *   softdep MODULE WORD...       words after `pre:` or `post:` belong to that list; words before either are dropped
 *   weakdep MODULE WORD...
 *   include, config              obsolete: kmod reports that and reads nothing
 *
 * MODULE and PATTERN have `-` as `_` (normalizeAlias); words of softdep and weakdep stay as written. TEXT, COMMAND and
 * WORD... are everything after the one delimiter that follows MODULE, including further and trailing blanks; a line
 * without it is a bad line, and so is one with unmatched brackets. kmod: libkmod/libkmod-config.c kmod_config_parse().
 */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { tryNormalizeAlias } from '../base/names.ts'
import type { ConfigText } from './depmod-config.ts'
import { type LogicalLine, logicalLines } from './directive-lines.ts'

export interface Alias {
  /** An fnmatch() pattern for names. */
  readonly pattern: string
  /** Not resolved any further. */
  readonly modname: string
}

export interface ModuleOptions {
  readonly modname: string
  readonly text: string
}

export interface ModuleCommand {
  /** Also an fnmatch() pattern. */
  readonly modname: string
  /** For the shell. `$CMDLINE_OPTS` in it is replaced with the options. */
  readonly command: string
}

export interface Softdep {
  /** Also an fnmatch() pattern. */
  readonly modname: string
  readonly pre: readonly string[]
  readonly post: readonly string[]
  /** The words of `pre` and `post` in the order of the line, which the output of `modprobe -c` depends on. */
  readonly words: readonly SoftdepWord[]
}

export interface SoftdepWord {
  readonly list: 'pre' | 'post'
  readonly word: string
}

export interface Weakdep {
  /** Also an fnmatch() pattern. */
  readonly modname: string
  readonly weakdeps: readonly string[]
}

export interface ModprobeConfig {
  readonly aliases: readonly Alias[]
  readonly blacklist: readonly string[]
  readonly options: readonly ModuleOptions[]
  readonly install: readonly ModuleCommand[]
  readonly remove: readonly ModuleCommand[]
  readonly softdeps: readonly Softdep[]
  readonly weakdeps: readonly Weakdep[]
}

type MutableConfig = { -readonly [K in keyof ModprobeConfig]: ModprobeConfig[K][number][] }

/** The configuration in `texts`, earlier texts first. */
export function parseModprobeConfig(texts: Iterable<ConfigText>, report: Report): ModprobeConfig {
  const config: MutableConfig = {
    aliases: [],
    blacklist: [],
    options: [],
    install: [],
    remove: [],
    softdeps: [],
    weakdeps: [],
  }
  for (const { file, text } of texts)
    for (const line of logicalLines(text)) addLine(config, file, line, report)
  return config
}

/** Applies a directive to the text after its word; returns `false` for a bad line. */
type AddDirective = (config: MutableConfig, rest: string) => boolean

const DIRECTIVES: ReadonlyMap<string, AddDirective> = new Map([
  ['alias', addAlias],
  ['blacklist', addBlacklist],
  ['options', withText((config, modname, text) => config.options.push(moduleOptions(modname, text)))],
  ['install', withText((config, modname, command) => config.install.push({ modname, command }))],
  ['remove', withText((config, modname, command) => config.remove.push({ modname, command }))],
  ['softdep', withText((config, modname, text) => config.softdeps.push(softdepOf(modname, text)))],
  [
    'weakdep',
    withText((config, modname, text) => config.weakdeps.push({ modname, weakdeps: spacedWords(text) })),
  ],
])

const OBSOLETE = ['include', 'config']

function addLine(config: MutableConfig, file: string, line: LogicalLine, report: Report): void {
  const directive = cutToken(line.text)
  if (directive === undefined) return
  const { token: word, rest } = directive
  if (OBSOLETE.includes(word)) report(diagnostic('config-obsolete', { file, line: line.line, word }))
  else if (!DIRECTIVES.get(word)?.(config, rest))
    report(diagnostic('config-bad-line', { file, line: line.line, word }))
}

function addAlias(config: MutableConfig, rest: string): boolean {
  const first = cutToken(rest)
  const second = first && cutToken(first.rest)
  const pattern = first && tryNormalizeAlias(first.token)
  const modname = second && tryNormalizeAlias(second.token)
  if (pattern === undefined || modname === undefined) return false
  config.aliases.push({ pattern, modname })
  return true
}

function addBlacklist(config: MutableConfig, rest: string): boolean {
  const first = cutToken(rest)
  const modname = first && tryNormalizeAlias(first.token)
  if (modname === undefined) return false
  config.blacklist.push(modname)
  return true
}

/** A directive of a module and the rest of its line. */
function withText(add: (config: MutableConfig, modname: string, text: string) => void): AddDirective {
  return (config, rest) => {
    const first = cutToken(rest)
    const modname = first && tryNormalizeAlias(first.token)
    if (modname === undefined || first === undefined || first.rest === '') return false
    add(config, modname, first.rest)
    return true
  }
}

/** Options as kmod stores them, from any source. kmod: kmod_config_add_options(). */
export const moduleOptions = (modname: string, text: string): ModuleOptions => ({
  modname,
  text: text.replaceAll('\t', ' '),
})

/** Parses the text on first use: a kernel has dozens of softdeps, a query needs one or two. */
function softdepOf(modname: string, text: string): Softdep {
  let known: readonly SoftdepWord[] | undefined
  const words = (): readonly SoftdepWord[] => {
    known ??= softdepWords(text)
    return known
  }
  const wordsOf = (wanted: 'pre' | 'post'): string[] =>
    words()
      .filter(({ list }) => list === wanted)
      .map(({ word }) => word)
  return {
    modname,
    get pre() {
      return wordsOf('pre')
    },
    get post() {
      return wordsOf('post')
    },
    get words() {
      return words()
    },
  }
}

function softdepWords(text: string): SoftdepWord[] {
  const words: SoftdepWord[] = []
  let list: 'pre' | 'post' | undefined
  for (const word of spacedWords(text)) {
    if (word === 'pre:') list = 'pre'
    else if (word === 'post:') list = 'post'
    else if (list !== undefined) words.push({ list, word })
  }
  return words
}

/**
 * The words of softdep and weakdep, separated by runs of isspace() bytes, which are more than those of the other
 * directives. kmod: kmod_config_add_softdep(), which treats a single such byte at the start as part of the first word
 * (`weakdep a  b`: the second blank; so `softdep a  pre: b` has no list).
 */
function spacedWords(text: string): string[] {
  const words = text.split(/[ \t-\r]+/).filter((word) => word !== '')
  const stuck = /^[ \t-\r](?=[^ \t-\r])/.exec(text)
  const [first = '', ...others] = words
  return stuck === null ? words : [stuck[0] + first, ...others]
}

/** The first word of `text`, and the rest after the one blank or tab that ends it. */
function cutToken(text: string): { readonly token: string; readonly rest: string } | undefined {
  const found = TOKEN.exec(text)
  return found === null ? undefined : { token: found[1] ?? '', rest: text.slice(found[0].length) }
}

const TOKEN = /^[ \t]*([^ \t]+)[ \t]?/
