/** The predictions of loadability/ for modules that are loaded one after the other. */
import * as fs from 'node:fs'
import { basename, join } from 'node:path'
import { nodeHost } from '../../../src/host/node-host.ts'
import { parseConfigFlags } from '../../../src/kernel/kernel-config.ts'
import { loadModuleSet } from '../../../src/kernel/module-set.ts'
import { loadTrustedKeys, verifyModules } from '../../../src/kernel/verify-modules.ts'
import type { KernelExport, KernelView } from '../../../src/loadability/kernel-view.ts'
import { isFatal, refusals } from '../../../src/loadability/refusals.ts'
import { parseSymvers } from '../../../src/loadability/symvers.ts'
import type { Tree } from '../../conformance/trees.ts'
import type { CaseContext } from './cases.ts'

export interface OurVerdict {
  readonly loads: boolean
  /** The line of the first fatal refusal; empty where the kernel prints none. */
  readonly says: string
  readonly kinds: readonly string[]
}

export interface LoadContext extends CaseContext {
  readonly view: KernelView
}

/** The kernel of a tree: its Module.symvers, its configuration, and the vermagic of one of its modules. */
export function openContext(tree: Tree, symvers: string, enforce: boolean): LoadContext {
  const exports = parseSymvers(fs.readFileSync(symvers))
  const configs = [join('boot', `config-${tree.release}`), join('lib/modules', tree.release, 'config')]
  const file = configs.map((path) => join(tree.root, path)).find((path) => fs.existsSync(path))
  const config = fs.readFileSync(file ?? '', 'latin1')
  const modversions = /^CONFIG_MODVERSIONS=y$/m.test(config)
  const vermagic = `${tree.release} SMP preempt mod_unload ${modversions ? 'modversions ' : ''}`
  const view: KernelView = {
    release: tree.release,
    vermagic,
    knowsKernelSymbols: true,
    elf: { elfClass: 64, littleEndian: true, machine: 62 },
    exportOf: (name) => {
      const known = exports.get(name)
      return known?.owner.kind === 'kernel' ? known : undefined
    },
    isProprietary: () => false,
    ...parseConfigFlags(config),
    ...(enforce && { enforcesSignatures: true }),
  }
  return { release: tree.release, vermagic, exports, view, modversions }
}

export async function ourVerdicts(
  paths: readonly string[],
  { view }: LoadContext,
  trust: string,
): Promise<Map<string, OurVerdict>> {
  const keys = loadTrustedKeys(nodeHost, [trust])
  const loaded = new Map<string, KernelExport>()
  const proprietary = new Set<string>()
  const verdicts = new Map<string, OurVerdict>()
  const now: KernelView = {
    ...view,
    exportOf: (name) => view.exportOf(name) ?? loaded.get(name),
    isProprietary: (modname) => proprietary.has(modname),
  }
  for (const path of paths) {
    const set = await loadModuleSet([path], { jobs: 1 })
    const [module] = set.modules
    if (module === undefined) throw new Error(`Cannot read "${path}"`)
    const verdict = (await verifyModules(nodeHost, [{ path }], keys)).get(path)
    const found = refusals({ ...module, ...(verdict && { verdict }) }, now)
    const fatal = found.find((refusal) => isFatal(refusal, now))
    if (fatal === undefined) {
      for (const [name, one] of set.exports) loaded.set(name, one)
      const inherits = module.needs.some(({ name }) => {
        const owner = loaded.get(name)?.owner
        return owner?.kind === 'module' && proprietary.has(owner.modname)
      })
      if (set.proprietary.has(module.modname) || inherits) proprietary.add(module.modname)
    }
    const says = fatal?.says ?? ''
    verdicts.set(basename(path, '.ko'), {
      loads: fatal === undefined,
      says,
      kinds: found.filter((one) => fatal === undefined || isFatal(one, now)).map(({ kind }) => kind),
    })
  }
  return verdicts
}
