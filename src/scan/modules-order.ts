/**
 * modules.order: the modules in the order in which the kernel was built, one relpath (ending in `.ko`) per line. Its
 * modules come first, in its order; the others keep the order they had.
 *
 * kmod: depmod_modules_sort() of tools/depmod.c reads lines with fgets() into 4096 bytes, and a line without its
 * newline makes the whole file count for nothing, be it only the last one. Of equal lines the first counts (>= v34).
 */

import { byteString } from '../base/bytes.ts'
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import type { ModuleFile } from './module-file.ts'

/** What fgets() gives at once: the buffer without its NUL. */
const MAX_LINE = 4095

export type ModulesOrder =
  | { readonly kind: 'order'; readonly uncrelpaths: readonly string[] }
  /** `line`: the one that misses its newline. */
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
    // kmod: lines are C strings. One that begins with NUL is empty and passed over; a NUL further on hides the newline.
    if (read.startsWith('\0')) continue
    if (!read.endsWith('\n') || read.includes('\0')) return { kind: 'corrupt', line }
    uncrelpaths.push(read.slice(0, -1))
  }
  return { kind: 'order', uncrelpaths }
}

export interface ByModulesOrder {
  /** In the order of modules.order. */
  readonly listed: readonly ModuleFile[]
  /** In the order in which they came. */
  readonly unlisted: readonly ModuleFile[]
}

/** `modules` by whether modules.order names them. */
export function byModulesOrder(
  modules: readonly ModuleFile[],
  uncrelpaths: readonly string[],
): ByModulesOrder {
  const waiting = new Map<string, ModuleFile>()
  for (const module of modules) if (module.uncrelpath !== undefined) waiting.set(module.uncrelpath, module)
  const listed: ModuleFile[] = []
  for (const uncrelpath of uncrelpaths) {
    const module = waiting.get(uncrelpath)
    if (module === undefined) continue
    listed.push(module)
    waiting.delete(uncrelpath)
  }
  if (listed.length === modules.length) return { listed, unlisted: [] }
  const named = new Set(listed)
  return { listed, unlisted: modules.filter((module) => !named.has(module)) }
}

/** The lines of the modules.order in `moduleDir`; none, and a diagnostic, when it cannot be used. */
export function readModulesOrder(host: Host, moduleDir: string, report: Report): readonly string[] {
  const bytes = orElse(
    () => host.readFile(`${moduleDir}/modules.order`),
    (errno, error) => {
      // A list too large to be read is not one that is missing.
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
