/**
 * modules.builtin.bin: the names of the modules that are compiled into the kernel, from modules.builtin (a path per
 * line), with empty values. modules.builtin.alias.bin: their aliases, from modules.builtin.modinfo (`module.key=value`
 * strings ended by NUL).
 *
 * kmod: when the input is missing the output is an empty file, which is no index; without entries it is an index of
 * 12 bytes.
 */
import { byteString } from '../base/bytes.ts'
import { diagnostic } from '../base/diagnostic.ts'
import { encodeEntries } from './encode-index.ts'
import { IndexKernel } from './index-program.ts'
import type { OutputContext } from './output.ts'
import { everyRow } from './text-rows.ts'

const NO_INDEX = new Uint8Array(0)

/**
 * Lines as kmod has them, which are C strings with their newlines: a NUL ends one early, and in a line without a dot
 * the newline becomes part of the name.
 */
export function encodeModulesBuiltin(context: OutputContext): Uint8Array {
  const input = context.readInput('modules.builtin')
  if ('errno' in input) {
    context.report(diagnostic('builtin-missing', { moduleDir: context.moduleDir, errno: input.errno }))
    return NO_INDEX
  }
  const { bytes } = input
  const kernel = IndexKernel.start(context)
  // Lines of one byte are bad.
  const names = { texts: kernel.room(bytes.length), bounds: kernel.wordRoom(bytes.length / 2 + 2) }
  const bad = kernel.wordRoom(bytes.length * 2)
  const text = kernel.place(bytes)
  const count = kernel.program.builtinModules(text, bytes.length, names.texts, names.bounds, bad)
  for (const line of refused(kernel, bytes, bad))
    context.report(diagnostic('builtin-bad-line', { text: line }))
  const keys = everyRow(kernel, { ...names, size: bytes.length }, count)
  const none = { texts: 0, bounds: kernel.zeros(2), size: 0 }
  const zeros = kernel.zeros(count)
  return encodeEntries(
    kernel,
    { keys, values: { column: none, rows: zeros, count }, priorities: zeros },
    context.layout,
  )
}

/** What the program has passed over, from the positions that it has left. */
const refused = (kernel: IndexKernel, bytes: Uint8Array, positions: number): string[] => {
  const bounds = kernel.words(positions, kernel.program.refusedCount() * 2)
  return Array.from({ length: bounds.length / 2 }, (_, i) =>
    byteString(bytes, bounds[i * 2], bounds[i * 2 + 1]),
  )
}

/** A string is `MODULE.alias=VALUE\0` at least. */
const SHORTEST_ALIAS = 10

/**
 * kmod: the last string counts only when a NUL ends it; one without `.`, without a module or without a value is passed
 * over.
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
  const kernel = IndexKernel.start(context)
  const most = size / SHORTEST_ALIAS + 1
  const column = () => ({ texts: kernel.room(size), bounds: kernel.wordRoom(most + 1), size })
  const [aliases, modules] = [column(), column()]
  const unmatched = kernel.wordRoom(most * 2)
  const count = kernel.program.builtinAliases(
    ...([kernel.place(bytes), size, aliases.texts, aliases.bounds] as const),
    ...([modules.texts, modules.bounds, unmatched] as const),
  )
  for (const alias of refused(kernel, bytes, unmatched))
    context.report(diagnostic('alias-unmatched-bracket', { alias }))
  const keys = everyRow(kernel, aliases, count)
  return encodeEntries(
    kernel,
    { keys, values: { ...keys, column: modules }, priorities: kernel.zeros(count) },
    context.layout,
  )
}
