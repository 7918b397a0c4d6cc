/** Symbol namespaces (Linux: Documentation/core-api/symbol-namespaces.rst). */

import { isAtLeast } from './releases.ts'

const RESERVED = 'module:'

/** Whether only the modules that the namespace names may use its symbols, without importing it (since Linux 6.16). */
export const isReserved = (namespace: string): boolean => namespace.startsWith(RESERVED)

/** Whether a kernel of that release gives `module:` a meaning: Linux 6.16 and later, and one that is not known. */
export const knowsReserved = (release: string | undefined): boolean => isAtLeast(release, 6, 16)

/**
 * Whether a reserved namespace names the module: a list with commas, of which each may end with `*`; `-` and `_` are the
 * same (kernel/module/main.c verify_module_namespace()).
 */
export function admits(namespace: string, modname: string): boolean {
  if (!isReserved(namespace)) return false
  const name = modname.replaceAll('-', '_')
  return namespace
    .slice(RESERVED.length)
    .split(',')
    .map((pattern) => pattern.replaceAll('-', '_'))
    .some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern))
}
