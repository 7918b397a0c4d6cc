/** Modules that are given by path instead of searched for. */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { duringStep, KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { hasControlCharacter, type ModuleFile, moduleFileAt } from './module-file.ts'
import { inKmodOrder } from './scan-modules.ts'

/**
 * The modules at `paths`, in kmod's order. They need not end in `.ko`, nor be files: unreadable ones are reported when
 * they are read. Configuration is ignored here, modules.order is not.
 *
 * kmod: do_depmod() and depmod_module_add() of tools/depmod.c. The first path that is refused ends the run.
 * @throws KmodError KMOD_USAGE for a path that is not absolute; KMOD_IO with step `create-module` for one that is
 * missing, has control characters in its name (EINVAL) or is the second of its modname, and `add-module` for a repeated
 * path (EEXIST, after a diagnostic that names both)
 */
export function modulesFromArguments(
  host: Host,
  moduleDir: string,
  paths: readonly string[],
  report: Report,
): ModuleFile[] {
  const byModname = new Map<string, ModuleFile>()
  for (const path of paths) {
    // kmod's wording: only this bad argument of the tool has it.
    if (!path.startsWith('/'))
      throw new KmodError('KMOD_USAGE', `${fromByteString(path)}: not absolute path.`, { path })
    if (hasControlCharacter(path))
      throw new KmodError(
        'KMOD_IO',
        `Cannot list "${fromByteString(path)}": its name has control characters`,
        {
          path,
          step: 'create-module',
          errno: 'EINVAL',
        },
      )
    duringStep('create-module', path, () => host.status(path))
    const module = moduleFileAt(path, moduleDir)
    const known = byModname.get(module.modname)
    if (known !== undefined) throw givenTwice(module, known, report)
    byModname.set(module.modname, module)
  }
  return inKmodOrder(host, moduleDir, byModname.values(), report)
}

function givenTwice({ modname, path }: ModuleFile, known: ModuleFile, report: Report): KmodError {
  report(diagnostic('module-given-twice', { modname, path, knownPath: known.path }))
  return new KmodError('KMOD_IO', `Cannot add module "${fromByteString(path)}": EEXIST`, {
    path,
    step: path === known.path ? 'add-module' : 'create-module',
    errno: 'EEXIST',
  })
}
