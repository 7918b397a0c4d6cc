import { encodeModulesAlias, formatModulesAlias, formatModulesDepHints } from './modules-alias.ts'
import { encodeModulesBuiltin, encodeModulesBuiltinAlias } from './modules-builtin.ts'
import { encodeModulesDep, formatModulesDep } from './modules-dep.ts'
import { formatModulesDevname } from './modules-devname.ts'
import { encodeModulesSymbols, formatModulesSymbols } from './modules-symbols.ts'
import type { Output, OutputContext } from './output.ts'

/** The files that depmod writes, in the order in which kmod makes them and reports their problems. */
const OUTPUTS: readonly {
  readonly name: string
  readonly kind: 'text' | 'index'
  readonly make: (context: OutputContext) => Uint8Array
}[] = [
  { name: 'modules.dep', kind: 'text', make: formatModulesDep },
  { name: 'modules.dep.bin', kind: 'index', make: encodeModulesDep },
  { name: 'modules.alias', kind: 'text', make: formatModulesAlias },
  { name: 'modules.alias.bin', kind: 'index', make: encodeModulesAlias },
  { name: 'modules.softdep', kind: 'text', make: (context) => formatModulesDepHints(context, 'softdep') },
  { name: 'modules.weakdep', kind: 'text', make: (context) => formatModulesDepHints(context, 'weakdep') },
  { name: 'modules.symbols', kind: 'text', make: formatModulesSymbols },
  { name: 'modules.symbols.bin', kind: 'index', make: encodeModulesSymbols },
  { name: 'modules.builtin.bin', kind: 'index', make: encodeModulesBuiltin },
  { name: 'modules.builtin.alias.bin', kind: 'index', make: encodeModulesBuiltinAlias },
  { name: 'modules.devname', kind: 'text', make: formatModulesDevname },
]

/** Files of the module directory that indexes are made from. */
const INPUTS = ['modules.builtin', 'modules.builtin.modinfo']

export const OUTPUT_NAMES: readonly string[] = OUTPUTS.map(({ name }) => name)

/** `text` makes only the human-readable files, as printed by `depmod -n`, without the indexes. */
export type OutputSelection = 'all' | 'text'

/**
 * Makes the files lazily, one at a time. Nothing is written to the disk.
 * @throws KmodError KMOD_INDEX_BAD_KEY, KMOD_LIMIT
 */
export function* makeOutputs(
  context: OutputContext,
  selection: OutputSelection = 'all',
): Generator<Output, void, void> {
  const given = selection === 'all' ? withInputs(context) : context
  for (const { name, kind, make } of OUTPUTS)
    if (selection === 'all' || kind === 'text') yield { name, bytes: make(given) }
}

/**
 * Reads the input of indexes first: a caller that writes each file before the next one is made may run out of open
 * files.
 */
function withInputs(context: OutputContext): OutputContext {
  const inputs = new Map(INPUTS.map((name) => [name, context.readInput(name)]))
  return { ...context, readInput: (name) => inputs.get(name) ?? context.readInput(name) }
}

/** Like makeOutputs(), but makes all files at once. */
export const buildOutputs = (context: OutputContext, selection: OutputSelection = 'all'): Output[] => [
  ...makeOutputs(context, selection),
]
