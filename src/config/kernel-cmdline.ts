/**
 * What the kernel command line says to modprobe.
 *
 *   tokens                    separated by isspace() bytes outside of `"`; the quotes stay in the token, and quotes
 *                             still open at the end take the rest with them
 *   modprobe.blacklist=A,B    A and B are blacklisted as written: `-` and quotes stay, so do empty ones
 *   MODULE.PARM[=VALUE]       `options MODULE PARM[=VALUE]`, with `-` as `_` in MODULE
 *   "MODULE.PARM=VALUE"       the opening quote moves in front of VALUE; this is the only place for one before VALUE
 *   anything else             ignored: no dot, `=` before the dot, a second dot before `=`, other quotes before
 *                             VALUE. MODULE and PARM may be empty
 *
 * kmod: libkmod/libkmod-config.c kmod_config_parse_kcmdline(), kcmdline_parse_result().
 */
import { appendAll } from '../base/append.ts'
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { tryNormalizeAlias } from '../base/names.ts'
import { type ModuleOptions, moduleOptions } from './modprobe-config.ts'

export interface KernelCmdline {
  readonly blacklist: readonly string[]
  readonly options: readonly ModuleOptions[]
}

/** kmod reads this much, and stops at a NUL; a token that is cut is used as it is. */
const MAX_LENGTH = 4095

/** The additions made by the command line in `text`, a byte string. */
export function parseKernelCmdline(text: string, report: Report): KernelCmdline {
  const blacklist: string[] = []
  const options: ModuleOptions[] = []
  for (const { module, parameter } of settings(untilNul(text.slice(0, MAX_LENGTH)))) {
    if (module === 'modprobe' && parameter.startsWith(BLACKLIST)) {
      appendAll(blacklist, parameter.slice(BLACKLIST.length).split(','))
      continue
    }
    const modname = tryNormalizeAlias(module)
    if (modname === undefined) report(diagnostic('cmdline-bad-module', { module: halfNormalized(module) }))
    else options.push(moduleOptions(modname, parameter))
  }
  return { blacklist, options }
}

const BLACKLIST = 'blacklist='

const untilNul = (text: string): string => text.split('\0', 1)[0] ?? ''

/** kmod changes the name in place, and its message shows the name as changed up to the unmatched bracket. */
function halfNormalized(module: string): string {
  const [valid = ''] = /^(?:[^[\]]|\[[^\]]*\])*/.exec(module) ?? []
  return (tryNormalizeAlias(valid) ?? valid) + module.slice(valid.length)
}

interface Setting {
  /** As written. */
  readonly module: string
  /** `PARM` or `PARM=VALUE`. */
  readonly parameter: string
}

/** The part of a token that is being read; `ignored`: the token is not an option of a module. */
type Part = 'module' | 'parameter' | 'value' | 'ignored'

interface Token {
  readonly start: number
  readonly part: Part
  readonly openingQuote: boolean
}

const tokenAt = (start: number): Token => ({ start, part: 'module', openingQuote: false })

/** isspace(). The empty string, which is read past the end, is included. */
const SPACES = ' \t\n\v\f\r'

function* settings(text: string): Generator<Setting> {
  let token = tokenAt(0)
  let quoted = false
  for (let at = 0; at <= text.length; at++) {
    const char = text.charAt(at)
    if (char === '"') {
      quoted = !quoted
      token = atQuote(token, at, quoted)
    } else if (!SPACES.includes(char)) {
      const part = partAfter(token.part, char)
      // Runs for hundreds of bytes, few of which change the state.
      if (part !== token.part) token = { ...token, part }
    } else if (!quoted) {
      if (token.part === 'parameter' || token.part === 'value')
        yield settingIn(text.slice(token.start, at), token)
      token = tokenAt(at + 1)
    } else if (token.part !== 'value') token = { ...token, part: 'ignored' }
  }
}

/** The token after the quote at `at`. */
function atQuote(token: Token, at: number, quoted: boolean): Token {
  if (token.part === 'value') return token
  if (quoted && token.part === 'module' && token.start === at)
    return { start: at + 1, part: 'module', openingQuote: true }
  return { ...token, part: 'ignored' }
}

function partAfter(part: Part, char: string): Part {
  if (char === '.' && part === 'module') return 'parameter'
  if (char === '.' && part === 'parameter') return 'ignored'
  if (char === '=' && part === 'parameter') return 'value'
  if (char === '=' && part === 'module') return 'ignored'
  return part
}

function settingIn(text: string, { openingQuote }: Token): Setting {
  const dot = text.indexOf('.')
  const parameter = text.slice(dot + 1)
  return { module: text.slice(0, dot), parameter: openingQuote ? parameter.replace('=', '="') : parameter }
}
