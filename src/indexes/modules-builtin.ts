/**
 * modules.builtin.bin: the names of the modules that are compiled into the kernel, from modules.builtin (a path per
 * line), with empty values. modules.builtin.alias.bin: their aliases, from modules.builtin.modinfo (`module.key=value`
 * strings ended by NUL).
 *
 * kmod: when the input is missing the output is an empty file, which is no index; without entries it is an index of
 * 12 bytes.
 */
import { byteString, findNul } from '../base/bytes.ts'
import { diagnostic } from '../base/diagnostic.ts'
import { normalizeModname, tryNormalizeAlias } from '../base/names.ts'
import { encodeIndex } from './encode-index.ts'
import type { IndexEntry } from './index-entries.ts'
import type { OutputContext } from './output.ts'

const NEWLINE = 0x0a
const NO_INDEX = new Uint8Array(0)

export function encodeModulesBuiltin(context: OutputContext): Uint8Array {
  const input = context.readInput('modules.builtin')
  if ('errno' in input) {
    context.report(diagnostic('builtin-missing', { moduleDir: context.moduleDir, errno: input.errno }))
    return NO_INDEX
  }
  const entries: IndexEntry[] = []
  for (const line of linesOf(input.bytes)) {
    if (/^[A-Za-z]/.test(line)) entries.push({ key: normalizeModname(line), value: '', priority: 0 })
    else context.report(diagnostic('builtin-bad-line', { text: line }))
  }
  return encodeIndex(entries, context.layout)
}

/** What fgets() gives at once: kmod's buffer without its NUL. What is behind it is the next line. */
const MAX_LINE = 4095

/**
 * Lines as kmod has them, which are C strings with their newlines: a NUL ends one early, and in a line without a dot
 * the newline becomes part of the name.
 */
function* linesOf(bytes: Uint8Array): Generator<string> {
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = Math.min(newline < 0 ? bytes.length : newline + 1, start + MAX_LINE)
    yield byteString(bytes, start, findNul(bytes, start, end))
    start = end
  }
}

export function encodeModulesBuiltinAlias(context: OutputContext): Uint8Array {
  const input = context.readInput('modules.builtin.modinfo')
  if ('errno' in input) {
    context.report(
      diagnostic('builtin-modinfo-missing', { moduleDir: context.moduleDir, errno: input.errno }),
    )
    return NO_INDEX
  }
  const entries: IndexEntry[] = []
  for (const { module, key, value } of builtinFields(input.bytes)) {
    if (key !== 'alias') continue
    const alias = tryNormalizeAlias(value)
    if (alias === undefined) context.report(diagnostic('alias-unmatched-bracket', { alias: value }))
    else entries.push({ key: alias, value: module, priority: 0 })
  }
  return encodeIndex(entries, context.layout)
}

interface BuiltinField {
  readonly module: string
  readonly key: string
  readonly value: string
}

/**
 * kmod: the last entry counts only when a NUL ends it; an entry without `.`, without a module or without a value is
 * passed over.
 */
function* builtinFields(bytes: Uint8Array): Generator<BuiltinField> {
  for (let start = 0; start < bytes.length; ) {
    const end = findNul(bytes, start, bytes.length)
    if (end === bytes.length) return
    const text = byteString(bytes, start, end)
    start = end + 1
    const dot = text.indexOf('.')
    if (dot <= 0) continue
    const equals = text.indexOf('=', dot + 1)
    // kmod: looking for the `=` it reads on behind the NUL, and the next entry is lost.
    if (equals < 0) start = findNul(bytes, start, bytes.length) + 1
    else if (equals < text.length - 1)
      yield { module: text.slice(0, dot), key: text.slice(dot + 1, equals), value: text.slice(equals + 1) }
  }
}
