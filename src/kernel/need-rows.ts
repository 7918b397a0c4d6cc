/** Which rows of a module's needed symbols the kernel looks at. */
import { bytesOf } from '../base/bytes.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { ModuleCopy } from './module-copies.ts'

/** Rows of `facts.table.needed` that belong to one module. */
export interface NeedRows {
  /** Its undefined symbols are `start` to `end`, in the order of its symbol table. */
  readonly start: number
  readonly end: number
  /**
   * Its version of `module_layout`, which is no symbol of the table; undefined without one. Other versions of what the
   * module does not use say nothing to the kernel.
   */
  readonly layout: number | undefined
}

/** Finds the rows of the module at `position`, of which it is known how many undefined symbols it has. */
export function needRowsOf({
  table: { needed, names },
}: KernelFacts<ModuleCopy>): (position: number, undefinedCount: number) => NeedRows {
  const layoutId = names.find(LAYOUT, 0, LAYOUT.length)
  return (position, undefinedCount) => {
    const start = needed.start(position)
    const allEnd = needed.end(position)
    const end = Math.min(start + undefinedCount, allEnd)
    let layout = end
    while (layout < allEnd && needed.name.at(layout) !== layoutId) layout++
    return { start, end, layout: layout < allEnd ? layout : undefined }
  }
}

const LAYOUT = bytesOf('module_layout')
