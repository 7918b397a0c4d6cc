/**
 * modules.order: the modules in the order in which the kernel was built, one relpath (ending in `.ko`) per line. Its
 * modules come first, in its order; the others keep the order they had.
 *
 * kmod: depmod_modules_sort() of tools/depmod.c reads lines with fgets() into 4096 bytes, and ignores the whole file if
 * any line, even the last one, has no newline. Of equal lines the first is used (>= v34).
 */

import { byteString } from '../base/bytes.ts'
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import type { ModuleFile } from './module-file.ts'

/** The most that fgets() returns at once: the buffer without its NUL. */
const MAX_LINE = 4095

export type ModulesOrder =
  | { readonly kind: 'order'; readonly uncrelpaths: readonly string[] }
  /** `line`: the one without a newline. */
  | { readonly kind: 'corrupt'; readonly line: number }

export function parseModulesOrder(text: string): ModulesOrder {
  const uncrelpaths: string[] = []
  let line = 0
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = Math.min(newline < 0 ? text.length : newline + 1, at + MAX_LINE)
    const read = text.slice(at, end)
    at = end
    line++
    // kmod: lines are C strings. One that begins with NUL is empty and skipped; a later NUL hides the newline.
    if (read.startsWith('\0')) continue
    if (!read.endsWith('\n') || read.includes('\0')) return { kind: 'corrupt', line }
    uncrelpaths.push(read.slice(0, -1))
  }
  return { kind: 'order', uncrelpaths }
}

export interface ByModulesOrder {
  /** In the order of modules.order. */
  readonly listed: readonly ModuleFile[]
  /** In their original order. */
  readonly unlisted: readonly ModuleFile[]
}

/** Splits `modules`, whose modnames all differ, by whether modules.order lists them. */
export function byModulesOrder(
  modules: readonly ModuleFile[],
  uncrelpaths: readonly string[],
): ByModulesOrder {
  // By line, because there can be many more modules than lines.
  const lines = new Map<string, number>()
  for (const uncrelpath of uncrelpaths) if (!lines.has(uncrelpath)) lines.set(uncrelpath, lines.size)
  const byLine: (ModuleFile | undefined)[] = Array.from({ length: lines.size })
  const unlisted: ModuleFile[] = []
  for (const module of modules) {
    const line = module.uncrelpath === undefined ? undefined : lines.get(module.uncrelpath)
    if (line === undefined) unlisted.push(module)
    else byLine[line] = module
  }
  return { listed: byLine.filter((module) => module !== undefined), unlisted }
}

/** The lines of the modules.order in `moduleDir`; if it cannot be used, no lines and a diagnostic. */
export function readModulesOrder(host: Host, moduleDir: string, report: Report): readonly string[] {
  const bytes = orElse(
    () => host.readFile(`${moduleDir}/modules.order`),
    (errno, error) => {
      // A file that is too large must not be treated as missing.
      if (error.code !== 'KMOD_IO') throw error
      reportMissing(host, moduleDir, errno, report)
      return undefined
    },
  )
  if (bytes === undefined) return []
  const order = parseModulesOrder(byteString(bytes))
  if (order.kind === 'order') return order.uncrelpaths
  report(diagnostic('modules-order-corrupt', { moduleDir, line: order.line }))
  return []
}

function reportMissing(host: Host, moduleDir: string, errno: string, report: Report): void {
  // kmod: a directory opens like a file and has no lines.
  if (errno === 'EISDIR') return
  const status = orElse(
    () => host.status(moduleDir),
    (reason) => void report(diagnostic('module-dir-unreadable', { path: moduleDir, errno: reason })),
  )
  if (status !== undefined) report(diagnostic('modules-order-missing', { moduleDir, errno }))
}
