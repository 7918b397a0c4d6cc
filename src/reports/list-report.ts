/** The page of `tskmod list`. */
import type { ListedModule, ListResult } from '../questions/list.ts'
import { type Cell, counted, formatSize, type TextReport } from './text-kit.ts'

/** Writes a row for each module: name, size, path and the largest families of its aliases. */
export function writeList(page: TextReport, { modules }: ListResult): void {
  const size = modules.reduce((sum, module) => sum + (module.size ?? 0), 0)
  page.heading(counted(modules.length, 'module'), formatSize(size))
  page.table(
    modules.map(({ modname, size, isBuiltin, relpath, families }): Cell[] => [
      { text: modname, style: 'name' },
      isBuiltin ? 'builtin' : formatSize(size ?? 0).padStart(8),
      [relpath ?? '', familiesText(families)].filter((text) => text !== '').join('  '),
    ]),
  )
}

/** The three largest. */
function familiesText(families: ListedModule['families']): string {
  const entries = Object.entries(families).sort(([, a], [, b]) => b - a)
  const shown = entries.slice(0, 3).map(([family, count]) => `${family} ${count}`)
  return entries.length === 0 ? '' : `(${[...shown, ...(entries.length > 3 ? ['...'] : [])].join(', ')})`
}
