/** The modules that are compiled into the kernel, from modules.builtin and modules.builtin.modinfo. */
import { byteString } from '../base/bytes.ts'
import { normalizeModname } from '../base/names.ts'
import { parseBuiltinList } from '../facts/builtin-list.ts'
import { builtinStrings, splitField } from '../facts/builtin-modinfo.ts'
import type { ModinfoField } from '../facts/modinfo-section.ts'
import type { KernelLocation } from './kernel-location.ts'
import { readBeside } from './module-dir-files.ts'

export interface BuiltinModule {
  readonly modname: string
  /** Where its file would be, from modules.builtin; undefined if only modules.builtin.modinfo names the module. */
  readonly relpath?: string
  /** In file order. */
  readonly fields: readonly ModinfoField[]
}

/** By modname; none when the files are not there, as for kernels before 5.2 without modules.builtin.modinfo. */
export function readBuiltins(place: KernelLocation): Map<string, BuiltinModule> {
  const read = (name: string): Uint8Array => readBeside(place, name) ?? new Uint8Array()
  return parseBuiltins(byteString(read('modules.builtin')), read('modules.builtin.modinfo'))
}

/**
 * Returns the modules of `list`, and the names in `modinfo` that have a licence, as every module must: other names
 * belong to parts of the kernel that are never modules and only have parameters.
 * @param modinfo `modname.key=value` strings, each ended by NUL; strings of another form are ignored
 */
export function parseBuiltins(list: string, modinfo: Uint8Array): Map<string, BuiltinModule> {
  const builtins = new Map<string, { modname: string; relpath?: string; fields: ModinfoField[] }>()
  for (const { modname, path } of parseBuiltinList(list).paths)
    builtins.set(modname, { modname, relpath: path, fields: [] })
  for (const { prefix, field } of builtinStrings(modinfo)) {
    if (prefix === undefined || prefix === '' || !field.includes('=') || field.startsWith('=')) continue
    const modname = normalizeModname(prefix)
    const builtin = builtins.get(modname) ?? { modname, fields: [] }
    builtin.fields.push(splitField(field))
    builtins.set(modname, builtin)
  }
  const isModule = ({ relpath, fields }: BuiltinModule): boolean =>
    relpath !== undefined || fields.some(({ key }) => key === 'license')
  return new Map([...builtins].filter(([, builtin]) => isModule(builtin)))
}
