/**
 * modules.builtin.bin: the names of the modules that are compiled into the kernel, from modules.builtin (a path per
 * line), with empty values. modules.builtin.alias.bin: their aliases, from modules.builtin.modinfo (`module.key=value`
 * strings ended by NUL).
 *
 * kmod: if the input is missing the output is an empty file, which is not a valid index; without entries it is an index
 * of 12 bytes.
 */
import { byteString } from '../base/bytes.ts'
import { diagnostic } from '../base/diagnostic.ts'
import { encodeEntries } from './encode-index.ts'
import { IndexProgram } from './index-program.ts'
import type { OutputContext } from './output.ts'
import { everyRow } from './text-rows.ts'

const NO_INDEX = new Uint8Array(0)

/**
 * Lines are C strings including the newline, as in kmod: a NUL ends one early, and in a line without a dot the newline
 * becomes part of the name.
 */
export function encodeModulesBuiltin(context: OutputContext): Uint8Array {
  const input = context.readInput('modules.builtin')
  if ('errno' in input) {
    context.report(diagnostic('builtin-missing', { moduleDir: context.moduleDir, errno: input.errno }))
    return NO_INDEX
  }
  const { bytes } = input
  const program = IndexProgram.start(context)
  // Lines of one byte are invalid.
  const names = { texts: program.allocate(bytes.length), bounds: program.allocateWords(bytes.length / 2 + 2) }
  const bad = program.allocateWords(bytes.length * 2)
  const text = program.copyIn(bytes)
  const count = program.exports.builtinModules(text, bytes.length, names.texts, names.bounds, bad)
  for (const line of refused(program, bytes, bad))
    context.report(diagnostic('builtin-bad-line', { text: line }))
  const keys = everyRow(program, { ...names, size: bytes.length }, count)
  const none = { texts: 0, bounds: program.zeros(2), size: 0 }
  const zeros = program.zeros(count)
  return encodeEntries(
    program,
    { keys, values: { column: none, rows: zeros, count }, priorities: zeros },
    context.layout,
  )
}

/** The strings that the program has skipped, by their positions. */
const refused = (program: IndexProgram, bytes: Uint8Array, positions: number): string[] => {
  const bounds = program.words(positions, program.exports.refusedCount() * 2)
  return Array.from({ length: bounds.length / 2 }, (_, i) =>
    byteString(bytes, bounds[i * 2], bounds[i * 2 + 1]),
  )
}

/** A string is at least `MODULE.alias=VALUE\0`. */
const SHORTEST_ALIAS = 10

/**
 * kmod: the last string is used only if it ends with NUL; one without `.`, without a module or without a value is
 * skipped.
 */
export function encodeModulesBuiltinAlias(context: OutputContext): Uint8Array {
  const input = context.readInput('modules.builtin.modinfo')
  if ('errno' in input) {
    context.report(
      diagnostic('builtin-modinfo-missing', { moduleDir: context.moduleDir, errno: input.errno }),
    )
    return NO_INDEX
  }
  const { bytes } = input
  const size = bytes.length
  const program = IndexProgram.start(context)
  const most = size / SHORTEST_ALIAS + 1
  const column = () => ({ texts: program.allocate(size), bounds: program.allocateWords(most + 1), size })
  const [aliases, modules] = [column(), column()]
  const unmatched = program.allocateWords(most * 2)
  const count = program.exports.builtinAliases(
    program.copyIn(bytes),
    size,
    aliases.texts,
    aliases.bounds,
    modules.texts,
    modules.bounds,
    unmatched,
  )
  for (const alias of refused(program, bytes, unmatched))
    context.report(diagnostic('alias-unmatched-bracket', { alias }))
  const keys = everyRow(program, aliases, count)
  return encodeEntries(
    program,
    { keys, values: { ...keys, column: modules }, priorities: program.zeros(count) },
    context.layout,
  )
}
