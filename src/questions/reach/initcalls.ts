/**
 * The initcalls of builtin modules, which `initcall_blacklist=` on the kernel command line takes, from System.map:
 *
 *   __initcall__kmod_MODNAME__COUNTER_LINE_FUNCTIONLEVEL      include/linux/init.h, since 5.11
 *
 * where LEVEL is a digit, maybe with `s`, or a word such as `early`. Older kernels do not say whose an initcall is, and
 * distributions often ship a System.map without symbols.
 */
import { byteString } from '../../base/bytes.ts'
import { isKmodError } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import { findSymbolFile } from '../../kernel/module-dir-files.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'

const INITCALL = /\s__initcall__kmod_(\w+?)__\d+_\d+_(\w+?)(?:[0-7]s?|early|rootfs|con)$/gm

/** By modname, in the order of the addresses. */
export function initcallsIn(systemMap: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [, modname = '', name = ''] of systemMap.matchAll(INITCALL)) {
    const known = found.get(modname)
    if (known) known.push(name)
    else found.set(modname, [name])
  }
  return found
}

/** None where there is no System.map. */
export function builtinInitcalls({ place, options }: Kernel): Map<string, string[]> {
  const path = options.systemMap ?? findSymbolFile(place).systemMap
  if (path === undefined) return new Map()
  try {
    return initcallsIn(byteString(place.host.readFile(toByteString(path))))
  } catch (error) {
    if (!isKmodError(error)) throw error
    return new Map()
  }
}
