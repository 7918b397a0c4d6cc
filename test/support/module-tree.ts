/** Small trees of modules for questions about modprobe.d, softdeps and copies: paths and specs, then indexes by our depmod. */
import { depmod } from '../../src/tools/depmod.ts'
import { buildModule, type ModuleSpec } from './elf-builder.ts'
import { type TreeEntry, tempTree } from './temp-tree.ts'

export const SMALL_RELEASE = '6.1.0-test'
export const SMALL_DIR = `lib/modules/${SMALL_RELEASE}`

/**
 * @param modules by path below the module directory, without `.ko`
 * @param more other files of the root
 */
export async function moduleTree(
  modules: Readonly<Record<string, ModuleSpec>>,
  more: Readonly<Record<string, TreeEntry>> = {},
): Promise<string> {
  const root = unindexedTree(modules, more)
  await depmod({ root, release: SMALL_RELEASE })
  return root
}

export function unindexedTree(
  modules: Readonly<Record<string, ModuleSpec>>,
  more: Readonly<Record<string, TreeEntry>> = {},
): string {
  const entries = Object.entries(modules).map(
    ([path, spec]) => [`${SMALL_DIR}/${path}.ko`, buildModule(withDefaults(path, spec))] as const,
  )
  const order = Object.keys(modules)
    .map((path) => `${path}.ko\n`)
    .join('')
  return tempTree({
    [`${SMALL_DIR}/modules.order`]: order,
    [`${SMALL_DIR}/modules.builtin`]: '',
    [`${SMALL_DIR}/modules.builtin.modinfo`]: '',
    ...Object.fromEntries(entries),
    ...more,
  })
}

/** A module without .modinfo is damaged. */
const withDefaults = (path: string, spec: ModuleSpec): ModuleSpec => ({
  ...spec,
  modinfo: ['license=GPL', `name=${path.slice(path.lastIndexOf('/') + 1)}`, ...(spec.modinfo ?? [])],
})
