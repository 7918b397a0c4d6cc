/** What module files need of a kernel, as rows for the question `rebuild`. */
import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import { loadModuleSet, type ModuleSetOptions } from '../kernel/module-set.ts'

export interface NeededRow extends Readonly<Record<string, string | number>> {
  readonly modname: string
  readonly symbol: string
  /** -1 for a symbol that the module has no version of: then it only has to be there. */
  readonly crc: number
}

export interface NeededRows {
  readonly rows: readonly NeededRow[]
}

/**
 * The symbols that modules need and that none of them exports; weak ones may be missing, and are left out.
 * @throws KmodError KMOD_IO, KMOD_USAGE; KMOD_NOT_ELF for a file that cannot be read as a module
 */
export async function neededRows(
  paths: readonly string[],
  options: ModuleSetOptions = {},
): Promise<NeededRows> {
  const set = await loadModuleSet(paths, options)
  const [failure] = set.failures
  if (failure !== undefined)
    throw new KmodError('KMOD_NOT_ELF', `Cannot read "${fromByteString(failure.path)}": ${failure.message}`)
  const rows = set.modules.flatMap((module): NeededRow[] => {
    if (module === undefined) return []
    const modname = fromByteString(module.modname)
    return module.needs
      .filter(({ name, weak }) => !weak && !set.exports.has(name))
      .map(({ name, crc }) => ({ modname, symbol: fromByteString(name), crc: crc ?? -1 }))
  })
  return { rows }
}
