/**
 * What the kernel command line says to modprobe.
 *
 *   tokens                    separated by isspace() bytes outside of `"`; the quotes stay in the token, and quotes
 *                             still open at the end take the rest with them
 *   modprobe.blacklist=A,B    A and B are blacklisted as written: `-` and quotes stay, so do empty ones
 *   MODULE.PARM[=VALUE]       `options MODULE PARM[=VALUE]`, with `-` as `_` in MODULE
 *   "MODULE.PARM=VALUE"       the opening quote moves in front of VALUE; this is the only place for one before VALUE
 *   anything else             passed over: no dot, `=` before the dot, a second dot before `=`, other quotes before
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

/** kmod reads this much, and not past a NUL; the token it cuts counts as it is. */
const MAX_LENGTH = 4095

/** The additions of the command line in `text`, a byte string. */
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

/** kmod changes the name in place and names what it has by the bracket that is wrong. */
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

/** Where in a token the reader is; `ignored`: the token is not one of ours. */
type Place = 'module' | 'parameter' | 'value' | 'ignored'

interface Token {
  readonly start: number
  readonly place: Place
  readonly openingQuote: boolean
}

const tokenAt = (start: number): Token => ({ start, place: 'module', openingQuote: false })

/** isspace(). The empty text, which is what stands behind the end, is in it too. */
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
      const place = placeAfter(token.place, char)
      // Hundreds of bytes pass here, and few change anything.
      if (place !== token.place) token = { ...token, place }
    } else if (!quoted) {
      if (token.place === 'parameter' || token.place === 'value')
        yield settingIn(text.slice(token.start, at), token)
      token = tokenAt(at + 1)
    } else if (token.place !== 'value') token = { ...token, place: 'ignored' }
  }
}

/** `quoted`: what the quote at `at` begins. */
function atQuote(token: Token, at: number, quoted: boolean): Token {
  if (token.place === 'value') return token
  if (quoted && token.place === 'module' && token.start === at)
    return { start: at + 1, place: 'module', openingQuote: true }
  return { ...token, place: 'ignored' }
}

function placeAfter(place: Place, char: string): Place {
  if (char === '.' && place === 'module') return 'parameter'
  if (char === '.' && place === 'parameter') return 'ignored'
  if (char === '=' && place === 'parameter') return 'value'
  if (char === '=' && place === 'module') return 'ignored'
  return place
}

function settingIn(text: string, { openingQuote }: Token): Setting {
  const dot = text.indexOf('.')
  const parameter = text.slice(dot + 1)
  return { module: text.slice(0, dot), parameter: openingQuote ? parameter.replace('=', '="') : parameter }
}
