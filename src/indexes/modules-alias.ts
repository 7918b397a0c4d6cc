/**
 * modules.alias, modules.softdep and modules.weakdep: the values of those .modinfo fields as they stand, by module.
 * modules.alias.bin: each alias in normal form (see names.ts) with the module's name.
 */
import { ByteWriter, byteAt, bytesOf } from '../base/bytes.ts'
import { diagnostic } from '../base/diagnostic.ts'
import { FIELD_KINDS, type FieldKind } from '../facts/facts-table.ts'
import { encodeIndex } from './encode-index.ts'
import { IndexEntries } from './index-entries.ts'
import type { OutputContext } from './output.ts'

const SPACE = 0x20
const NEWLINE = 0x0a
const DASH = 0x2d
const UNDERSCORE = 0x5f
const OPEN = 0x5b
const CLOSE = 0x5d
const ALIAS = bytesOf('alias ')

export function formatModulesAlias(context: OutputContext): Uint8Array {
  const { modnames, facts } = context
  const out = new ByteWriter(1 << 21)
  out.text('# Aliases extracted from modules themselves.\n')
  const { text } = facts.fields
  eachField(context, 'alias', (module, row) => {
    out.range(ALIAS, 0, ALIAS.length)
    text.copyTo(out, row)
    out.u8(SPACE)
    modnames.copyTo(out, module)
    out.u8(NEWLINE)
  })
  return out.bytes
}

/** modules.softdep or modules.weakdep. */
export function formatModulesDepHints(context: OutputContext, kind: 'softdep' | 'weakdep'): Uint8Array {
  const { modnames, facts } = context
  const out = new ByteWriter()
  out.text(`# ${kind === 'softdep' ? 'Soft' : 'Weak'} dependencies extracted from modules themselves.\n`)
  const { text } = facts.fields
  eachField(context, kind, (module, row) => {
    out.text(`${kind} `)
    modnames.copyTo(out, module)
    out.u8(SPACE)
    text.copyTo(out, row)
    out.u8(NEWLINE)
  })
  return out.bytes
}

export function encodeModulesAlias(context: OutputContext): Uint8Array {
  const { modnames, facts, report } = context
  const { text } = facts.fields
  const entries = new IndexEntries(() => modnames.memory)
  const isDuplicate = context.warnDuplicates ? duplicateFinder() : undefined
  eachField(context, 'alias', (module, row) => {
    const start = text.start(row)
    const end = text.end(row)
    if (!writeNormalized(entries.key, text.memory, start, end)) {
      entries.keys.dropOpenText()
      report(diagnostic('alias-unmatched-bracket', { alias: text.text(row) }))
      return
    }
    entries.push(modnames.start(module), modnames.end(module), module)
    if (!isDuplicate) return
    const alias = entries.keys.text(entries.count - 1)
    const modname = modnames.text(module)
    if (isDuplicate(alias, modname)) report(diagnostic('alias-duplicate', { alias, modname }))
  })
  return encodeIndex(entries, context.layout)
}

/** Whether the same value was already asked about under the same key. */
function duplicateFinder(): (key: string, value: string) => boolean {
  const seen = new Set<string>()
  return (key, value) => {
    const size = seen.size
    return seen.add(`${key}\0${value}`).size === size
  }
}

/** Calls `visit` for each field of a kind, by module and then as they stand in .modinfo. */
export function eachField(
  { facts, modnames }: OutputContext,
  kind: FieldKind,
  visit: (module: number, row: number) => void,
): void {
  const { fields } = facts
  const wanted = FIELD_KINDS.indexOf(kind)
  for (let module = 0; module < modnames.length; module++)
    for (let row = fields.start(module); row < fields.end(module); row++)
      if (fields.kind.at(row) === wanted) visit(module, row)
}

/** kmod: PATH_MAX without its NUL; a longer alias loses its end in the index, except in brackets. */
const MAX_KEY = 4095

/** The rule of normalizeAlias() (names.ts) on bytes; false when brackets do not match. */
export function writeNormalized(out: ByteWriter, bytes: Uint8Array, start: number, end: number): boolean {
  let at = out.room(end - start)
  const { memory } = out
  let inBrackets = false
  for (let i = start; i < end; i++) {
    if (!inBrackets && i - start >= MAX_KEY) break
    const byte = byteAt(bytes, i)
    if (inBrackets) inBrackets = byte !== CLOSE
    else if (byte === OPEN) inBrackets = true
    else if (byte === CLOSE) return false
    memory[at++] = byte === DASH && !inBrackets ? UNDERSCORE : byte
  }
  out.advance(at - out.length)
  return !inBrackets
}
