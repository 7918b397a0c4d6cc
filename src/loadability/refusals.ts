/**
 * Would the kernel load it? The checks of load_module() (Linux: kernel/module/main.c, version.c, signing.c) in the order in
 * which the kernel makes them. The kernel ends at the first stage that fails; here all are reported, the first one first.
 */
import type { KernelView, ModuleView } from './kernel-view.ts'
import { isReserved, knowsReserved } from './namespaces.ts'
import { type Refusal, refusal } from './refusal.ts'
import { signatureRefusals } from './refuse-signature.ts'
import { symbolRefusals } from './refuse-symbols.ts'
import { knowsExtendedVersions } from './releases.ts'

/** All reasons for which `kernel` would refuse `module`, or load it with a warning; none when it loads. */
export function refusals(whole: ModuleView, kernel: KernelView): Refusal[] {
  const module = asKernelSees(whole, kernel)
  return [
    ...signatureRefusals(module, kernel),
    ...elfRefusals(module, kernel),
    ...layoutRefusals(module, kernel),
    ...vermagicRefusals(module, kernel),
    ...importRefusals(module, kernel),
    ...exportRefusals(module, kernel),
    ...symbolRefusals(module, kernel),
    ...duplicateRefusals(module, kernel),
  ]
}

/** Without the versions that only newer kernels read. */
function asKernelSees(module: ModuleView, { release }: KernelView): ModuleView {
  if (module.hasBasicVersions || !module.hasVersions || knowsExtendedVersions(release)) return module
  const { layout: _, ...rest } = module
  return { ...rest, needs: module.needs.map(({ name, weak }) => ({ name, weak })), hasVersions: false }
}

/** What is looked at before symbols, but for the version of `module_layout`. */
export type ModuleHead = Pick<
  ModuleView,
  'modname' | 'elf' | 'signature' | 'verdict' | 'vermagic' | 'hasBasicVersions' | 'importedNamespaces'
>

/** Those of refusals() that need no symbol. */
export const headRefusals = (module: ModuleHead, kernel: KernelView): Refusal[] => [
  ...signatureRefusals(module, kernel),
  ...elfRefusals(module, kernel),
  ...vermagicRefusals(module, kernel),
  ...importRefusals(module, kernel),
]

/** Whether a kernel that is set up as `kernel` says loads the module in spite of a refusal. */
export function isFatal({ force }: Refusal, kernel: KernelView): boolean {
  if (force === 'always') return true
  if (force === 'unless-forced') return kernel.forceLoad !== true
  return force === 'if-enforced' && kernel.enforcesSignatures === true
}

/** elf_validity_cache_copy(), elf_check_arch() */
function elfRefusals({ elf }: ModuleHead, kernel: KernelView): Refusal[] {
  const expected = kernel.elf
  if (
    expected === undefined ||
    (expected.machine === elf.machine &&
      expected.elfClass === elf.elfClass &&
      expected.littleEndian === elf.littleEndian)
  )
    return []
  const says = `Invalid architecture in ELF header: ${elf.machine}`
  return [refusal('foreign-machine', 'always', says, { expected, actual: elf })]
}

/** check_modstruct_version(): a record of `module_layout` that differs; one that is missing is passed over. */
function layoutRefusals(module: ModuleView, kernel: KernelView): Refusal[] {
  const expected = kernel.exportOf('module_layout')?.crc
  if (expected === undefined) return []
  const says = `${module.modname}: disagrees about version of symbol module_layout`
  if (module.layout !== undefined && module.layout !== expected)
    return [refusal('layout', 'always', says, { expected, actual: module.layout })]
  if (module.layout !== undefined) return []
  if (module.hasVersions) return missingLayout(module, kernel)
  const forced = `${module.modname}: module_layout: kernel tainted.`
  return [
    refusal('version-missing', 'unless-forced', forced, { symbol: 'module_layout', hasVersions: false }),
  ]
}

function missingLayout({ modname }: ModuleView, { refusesMissingVersions }: KernelView): Refusal[] {
  const says = `${modname}: no symbol version for module_layout`
  const fields = { symbol: 'module_layout', hasVersions: true }
  return refusesMissingVersions ? [refusal('version-missing', 'always', says, fields)] : []
}

/**
 * check_modinfo() and same_magic(): the release does not count where the kernel compares versions, and the module has
 * basic ones.
 */
function vermagicRefusals(module: ModuleHead, kernel: KernelView): Refusal[] {
  const { modname, vermagic: actual } = module
  const { vermagic: expected, release } = kernel
  if (actual === undefined) {
    const says = `${modname}: bad vermagic: kernel tainted.`
    return [refusal('vermagic-missing', 'unless-forced', says, { expected })]
  }
  const isVersioned = module.hasBasicVersions && comparesVersions(kernel, expected ?? '')
  if (expected === undefined) {
    // Of a kernel of which only the release is known, that is compared.
    if (release === undefined || isVersioned || actual.split(' ')[0] === release) return []
    const says = `${modname}: version magic '${actual}' should be '${release} ...'`
    return [refusal('vermagic', 'always', says, { expected: release, actual })]
  }
  if (sameMagic(actual, expected, isVersioned)) return []
  const says = `${modname}: version magic '${actual}' should be '${expected}'`
  return [refusal('vermagic', 'always', says, { expected, actual })]
}

/** CONFIG_MODVERSIONS: without it a kernel does not look at the versions that a module has. */
const comparesVersions = (kernel: KernelView, vermagic: string): boolean =>
  vermagic.split(' ').includes('modversions') || kernel.exportOf('module_layout')?.crc !== undefined

/** Whether the two are the same to the kernel; the release, which is the first word, does not count with versions. */
export function sameMagic(actual: string, expected: string, isVersioned: boolean): boolean {
  const counted = (text: string): string => (isVersioned ? text.slice(`${text} `.indexOf(' ')) : text)
  return counted(actual) === counted(expected)
}

/** setup_modinfo(), since Linux 6.16. */
const importRefusals = ({ modname, importedNamespaces }: ModuleHead, kernel: KernelView): Refusal[] =>
  (knowsReserved(kernel.release) ? importedNamespaces : [])
    .filter(isReserved)
    .map((namespace) =>
      refusal(
        'namespace-import',
        'always',
        `${modname}: module tries to import module namespace: ${namespace}`,
        { namespace },
      ),
    )

/** check_export_symbol_versions() */
function exportRefusals(module: ModuleView, kernel: KernelView): Refusal[] {
  if (kernel.exportOf('module_layout')?.crc === undefined || module.exports.some(({ hasCrc }) => hasCrc))
    return []
  const [first] = module.exports
  const says = `${module.modname}: no versions for exported symbols: kernel tainted.`
  return first === undefined
    ? []
    : [refusal('export-versions-missing', 'unless-forced', says, { symbol: first.name })]
}

/** verify_exported_symbols() */
function duplicateRefusals({ modname, exports }: ModuleView, kernel: KernelView): Refusal[] {
  return exports.flatMap(({ name }) => {
    const known = kernel.exportOf(name)
    if (known === undefined || (known.owner.kind === 'module' && known.owner.modname === modname)) return []
    const owner = known.owner.kind === 'kernel' ? 'kernel' : known.owner.modname
    const says = `${modname}: exports duplicate symbol ${name} (owned by ${owner})`
    return [refusal('duplicate-export', 'always', says, { symbol: name, owner })]
  })
}
