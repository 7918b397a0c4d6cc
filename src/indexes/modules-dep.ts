/**
 * modules.dep: a line per module, `PATH:` and then ` PATH` for each of its direct and indirect dependencies, the most
 * basic one last: loaders insert from right to left. modules.dep.bin: the same line under the module's name.
 */
import { encodeEntries } from './encode-index.ts'
import { IndexProgram } from './index-program.ts'
import { joinDependencies } from './join-lines.ts'
import type { OutputContext } from './output.ts'
import { everyRow, type PlacedTexts, placeTexts } from './text-rows.ts'

export function formatModulesDep(context: OutputContext): Uint8Array {
  const program = IndexProgram.start(context)
  const { texts, size } = dependencyLines(program, context)
  return program.bytes(texts, size)
}

export function encodeModulesDep(context: OutputContext): Uint8Array {
  const program = IndexProgram.start(context)
  const lines = dependencyLines(program, context)
  const keys = everyRow(program, placeTexts(program, context.modnames), context.modnames.length)
  const values = { ...keys, column: lines }
  return encodeEntries(
    program,
    { keys, values, valueCut: '\n'.length, priorities: keys.rows },
    context.layout,
  )
}

/** Including newlines; used for both files. */
const dependencyLines = (program: IndexProgram, { paths, dependencies }: OutputContext): PlacedTexts =>
  program.keep(dependencies, () =>
    joinDependencies(
      program,
      placeTexts(program, paths),
      dependencies.starts.values,
      dependencies.module.values,
    ),
  )
