/**
 * modules.alias, modules.softdep and modules.weakdep: the values of those .modinfo fields as they stand, by module.
 * modules.alias.bin: each alias in normal form (see names.ts) with the module's name.
 */
import { type Diagnostic, diagnostic } from '../base/diagnostic.ts'
import { tryNormalizeAlias } from '../base/names.ts'
import { remember } from '../base/remember.ts'
import { FIELD_KINDS, type FieldKind } from '../facts/facts-table.ts'
import { encodeIndex } from './encode-index.ts'
import { joinLines } from './join-lines.ts'
import type { OutputContext } from './output.ts'
import type { TextRows } from './text-rows.ts'

export function formatModulesAlias(context: OutputContext): Uint8Array {
  const { values, modnames } = aliases(context)
  return joinLines('# Aliases extracted from modules themselves.\n', 'alias ', values, modnames)
}

/** modules.softdep or modules.weakdep. */
export function formatModulesDepHints(context: OutputContext, kind: 'softdep' | 'weakdep'): Uint8Array {
  const { values, modnames } = fieldsOf(context, kind)
  const heading = `# ${kind === 'softdep' ? 'Soft' : 'Weak'} dependencies extracted from modules themselves.\n`
  return joinLines(heading, `${kind} `, modnames, values)
}

export function encodeModulesAlias(context: OutputContext): Uint8Array {
  const { values, modnames } = aliases(context)
  const { report } = context
  const textOf = (row: number): string => context.facts.fields.text.text(row)
  // In the order of the modules, unmatched brackets among the duplicates.
  if (context.warnDuplicates) reportDuplicates(context, values, modnames)
  return encodeIndex(
    {
      keys: values,
      onUnmatched: (entry) => {
        if (!context.warnDuplicates) report(unmatchedBracket(textOf(values.rows[entry] ?? 0)))
      },
      values: modnames,
      priorities: modnames.rows,
    },
    context.layout,
  )
}

const unmatchedBracket = (alias: string): Diagnostic => diagnostic('alias-unmatched-bracket', { alias })

function reportDuplicates(context: OutputContext, values: TextRows, modnames: TextRows): void {
  const isDuplicate = duplicateFinder()
  for (const [entry, row] of values.rows.entries()) {
    const alias = context.facts.fields.text.text(row)
    const normalized = tryNormalizeAlias(alias)
    const modname = context.modnames.text(modnames.rows[entry] ?? 0)
    if (normalized === undefined) context.report(unmatchedBracket(alias))
    else if (isDuplicate(normalized, modname))
      context.report(diagnostic('alias-duplicate', { alias: normalized, modname }))
  }
}

/** The fields of one kind, by module and then as they stand in .modinfo, and the names of their modules. */
interface Fields {
  readonly values: TextRows
  readonly modnames: TextRows
}

function fieldsOf({ facts, modnames }: OutputContext, kind: FieldKind): Fields {
  const { fields } = facts
  const wanted = FIELD_KINDS.indexOf(kind)
  const rows = new Int32Array(fields.kind.length)
  const modules = new Int32Array(fields.kind.length)
  let count = 0
  for (let module = 0; module < modnames.length; module++)
    for (let row = fields.start(module); row < fields.end(module); row++) {
      if (fields.kind.at(row) !== wanted) continue
      rows[count] = row
      modules[count++] = module
    }
  return {
    values: { column: fields.text, rows: rows.subarray(0, count) },
    modnames: { column: modnames, rows: modules.subarray(0, count) },
  }
}

const aliases = remember((context: OutputContext): Fields => fieldsOf(context, 'alias'))

/** Whether the same value was already asked about under the same key. */
function duplicateFinder(): (key: string, value: string) => boolean {
  const seen = new Set<string>()
  return (key, value) => {
    const size = seen.size
    return seen.add(`${key}\0${value}`).size === size
  }
}
