/** The modules that are compiled into the kernel, from modules.builtin and modules.builtin.modinfo. */
import { byteString } from '../base/bytes.ts'
import { orElse } from '../base/errors.ts'
import { normalizeModname } from '../base/names.ts'
import type { ModinfoField } from '../facts/modinfo-section.ts'
import type { KernelLocation } from './kernel-location.ts'

export interface BuiltinModule {
  readonly modname: string
  /** Where its file would be, from modules.builtin; undefined if only modules.builtin.modinfo names the module. */
  readonly relpath?: string
  /** In file order. */
  readonly fields: readonly ModinfoField[]
}

/** By modname; empty when the files are missing, as for kernels before 5.2 without modules.builtin.modinfo. */
export function readBuiltins({ host, moduleDir }: KernelLocation): Map<string, BuiltinModule> {
  const read = (name: string): string =>
    orElse(
      () => byteString(host.readFile(`${moduleDir}/${name}`)),
      () => '',
    )
  return parseBuiltins(read('modules.builtin'), read('modules.builtin.modinfo'))
}

/**
 * Returns the modules of `list`, and the names in `modinfo` that have a licence, as every module must: other names
 * belong to parts of the kernel that are never modules and only have parameters.
 * @param modinfo `modname.key=value` strings, each ended by NUL; strings of another form are ignored
 */
export function parseBuiltins(list: string, modinfo: string): Map<string, BuiltinModule> {
  const builtins = new Map<string, { modname: string; relpath?: string; fields: ModinfoField[] }>()
  for (const line of list.split('\n')) {
    if (!/^[A-Za-z]/.test(line)) continue
    const modname = normalizeModname(line)
    builtins.set(modname, { modname, relpath: line, fields: [] })
  }
  for (const text of modinfo.split('\0')) {
    const match = /^([^.]+)\.([^=]+)=(.*)$/s.exec(text)
    if (match === null) continue
    const [, prefix = '', key = '', value = ''] = match
    const modname = normalizeModname(prefix)
    const builtin = builtins.get(modname) ?? { modname, fields: [] }
    builtin.fields.push({ key, value })
    builtins.set(modname, builtin)
  }
  const isModule = ({ relpath, fields }: BuiltinModule): boolean =>
    relpath !== undefined || fields.some(({ key }) => key === 'license')
  return new Map([...builtins].filter(([, builtin]) => isModule(builtin)))
}
