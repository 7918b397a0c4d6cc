/**
 * modules.dep: a line per module, `PATH:` and then ` PATH` for each module it needs, direct or not, the most basic one
 * last: loaders insert from right to left. modules.dep.bin: the same line under the module's name.
 */
import { remember } from '../base/remember.ts'
import { TextColumn } from '../base/text-column.ts'
import { encodeIndex } from './encode-index.ts'
import { IndexEntries } from './index-entries.ts'
import type { OutputContext } from './output.ts'

const COLON = 0x3a
const SPACE = 0x20
const NEWLINE = 0x0a

/** The lines of modules.dep with their newlines: both files are made of them. */
export const formatModulesDep = remember(({ paths, dependencies }: OutputContext): TextColumn => {
  const lines = new TextColumn(1 << 19)
  for (let module = 0; module < paths.length; module++) {
    const line = lines.open
    paths.copyTo(line, module)
    line.u8(COLON)
    for (let i = dependencies.start(module); i < dependencies.end(module); i++) {
      line.u8(SPACE)
      paths.copyTo(line, dependencies.module.at(i))
    }
    line.u8(NEWLINE)
    lines.endText()
  }
  return lines
})

export function encodeModulesDep(context: OutputContext): Uint8Array {
  const { modnames } = context
  const lines = formatModulesDep(context)
  const entries = new IndexEntries(() => lines.memory)
  for (let module = 0; module < modnames.length; module++) {
    modnames.copyTo(entries.key, module)
    entries.push(lines.start(module), lines.end(module) - '\n'.length, module)
  }
  return encodeIndex(entries, context.layout)
}
