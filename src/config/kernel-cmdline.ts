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

/** A token, with the blanks that are between quotes; the last one takes the rest if its quotes are not closed. */
const TOKEN = /(?:"[^"]*(?:"|$)|[^" \t\n\v\f\r])+/g

/** A token that sets an option, from the beginning of the module's name. */
const SETTING = /^("?)([^.=" \t\n\v\f\r]*)\.([^.=" \t\n\v\f\r]*(?:=.*)?)$/s

/** In expressions, because V8's interpreter takes longer for each of hundreds of bytes than for all of this. */
function* settings(text: string): Generator<Setting> {
  for (const token of text.match(TOKEN) ?? []) {
    const [, quote, module, parameter] = SETTING.exec(token) ?? []
    if (module === undefined || parameter === undefined || isOpen(token)) continue
    yield { module, parameter: quote === '' ? parameter : parameter.replace('=', '="') }
  }
}

/** Whether the quotes in a token are not closed. */
const isOpen = (token: string): boolean => token.split('"').length % 2 === 0
