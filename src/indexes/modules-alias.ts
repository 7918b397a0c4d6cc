/**
 * modules.alias, modules.softdep and modules.weakdep: the unchanged values of those .modinfo fields, by module.
 * modules.alias.bin: each alias in normal form (see names.ts) with the module's name.
 */
import { type Diagnostic, diagnostic } from '../base/diagnostic.ts'
import { tryNormalizeAlias } from '../base/names.ts'
import { FIELD_KINDS, type FieldKind } from '../facts/facts-table.ts'
import { encodeEntries } from './encode-index.ts'
import { IndexProgram } from './index-program.ts'
import { joinLines } from './join-lines.ts'
import type { OutputContext } from './output.ts'
import { placeTexts, rowText, type TextRows } from './text-rows.ts'

export function formatModulesAlias(context: OutputContext): Uint8Array {
  const program = IndexProgram.start(context)
  const { values, modnames } = aliases(program, context)
  return joinLines(program, '# Aliases extracted from modules themselves.\n', 'alias ', values, modnames)
}

/** modules.softdep or modules.weakdep. */
export function formatModulesDepHints(context: OutputContext, kind: 'softdep' | 'weakdep'): Uint8Array {
  const program = IndexProgram.start(context)
  const { values, modnames } = fieldsOf(program, context, kind)
  const heading = `# ${kind === 'softdep' ? 'Soft' : 'Weak'} dependencies extracted from modules themselves.\n`
  return joinLines(program, heading, `${kind} `, modnames, values)
}

export function encodeModulesAlias(context: OutputContext): Uint8Array {
  const program = IndexProgram.start(context)
  const { values, modnames } = aliases(program, context)
  const { report } = context
  // In the order of the modules; unmatched brackets and duplicates are reported in one sequence.
  if (context.warnDuplicates) reportDuplicates(program, context, values, modnames)
  return encodeEntries(
    program,
    {
      keys: values,
      onUnmatched: (entry) => {
        if (!context.warnDuplicates) report(unmatchedBracket(rowText(program, values, entry)))
      },
      values: modnames,
      priorities: modnames.rows,
    },
    context.layout,
  )
}

const unmatchedBracket = (alias: string): Diagnostic => diagnostic('alias-unmatched-bracket', { alias })

function reportDuplicates(
  program: IndexProgram,
  context: OutputContext,
  { rows, count }: TextRows,
  modnames: TextRows,
): void {
  const isDuplicate = duplicateFinder()
  const modules = program.words(modnames.rows, count)
  for (const [entry, row] of program.words(rows, count).entries()) {
    const alias = context.facts.fields.text.text(row)
    const normalized = tryNormalizeAlias(alias)
    const modname = context.modnames.text(modules[entry] ?? 0)
    if (normalized === undefined) context.report(unmatchedBracket(alias))
    else if (isDuplicate(normalized, modname))
      context.report(diagnostic('alias-duplicate', { alias: normalized, modname }))
  }
}

/** The fields of one kind, by module and then in the order of .modinfo, and the names of their modules. */
interface Fields {
  readonly values: TextRows
  readonly modnames: TextRows
}

export const aliases = (program: IndexProgram, context: OutputContext): Fields =>
  program.keep(context.facts.fields, () => fieldsOf(program, context, 'alias'))

function fieldsOf(program: IndexProgram, { facts, modnames }: OutputContext, kind: FieldKind): Fields {
  const { fields } = facts
  const texts = placeTexts(program, fields.text)
  const names = placeTexts(program, modnames)
  const kinds = program.keep(fields.kind, () => program.copyIn(fields.kind.values))
  const starts = program.keep(fields.starts, () => program.copyIn(fields.starts.values))
  const [rows, modules] = [
    program.allocateWords(fields.kind.length),
    program.allocateWords(fields.kind.length),
  ]
  const wanted = FIELD_KINDS.indexOf(kind)
  const count = program.exports.rowsOfKind(modnames.length, starts, kinds, wanted, rows, modules)
  return { values: { column: texts, rows, count }, modnames: { column: names, rows: modules, count } }
}

/** Whether the same value has already been checked under the same key. */
function duplicateFinder(): (key: string, value: string) => boolean {
  const seen = new Set<string>()
  return (key, value) => {
    const size = seen.size
    return seen.add(`${key}\0${value}`).size === size
  }
}
