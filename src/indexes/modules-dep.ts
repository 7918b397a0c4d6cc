/**
 * modules.dep: a line per module, `PATH:` and then ` PATH` for each module it needs, direct or not, the most basic one
 * last: loaders insert from right to left. modules.dep.bin: the same line under the module's name.
 */
import { remember } from '../base/remember.ts'
import type { TextColumn } from '../base/text-column.ts'
import { encodeIndex } from './encode-index.ts'
import { joinDependencies } from './join-lines.ts'
import type { OutputContext } from './output.ts'
import { everyRow } from './text-rows.ts'

/** The lines of modules.dep with their newlines: both files are made of them. */
export const formatModulesDep = remember(
  ({ paths, dependencies }: OutputContext): TextColumn =>
    joinDependencies(paths, dependencies.starts.values, dependencies.module.values),
)

export function encodeModulesDep(context: OutputContext): Uint8Array {
  const keys = everyRow(context.modnames)
  return encodeIndex(
    {
      keys,
      values: everyRow(formatModulesDep(context)),
      valueCut: '\n'.length,
      priorities: keys.rows,
    },
    context.layout,
  )
}
