/**
 * Symbols (Linux: kernel/module/main.c simplify_symbols(), resolve_symbol(), inherit_taint(); version.c check_version()).
 * They are looked up in the order of the symbol table, and that matters: the first symbol of a proprietary module makes the
 * module proprietary, and from then on it finds no GPL-only symbol; the first GPL-only symbol forbids it those of
 * proprietary modules.
 */
import type { KernelExport, KernelView, ModuleView, NeededVersion } from './kernel-view.ts'
import { isGplCompatible } from './licenses.ts'
import { admits, isReserved, knowsReserved } from './namespaces.ts'
import { type Refusal, refusal } from './refusal.ts'

/** ignore_undef_symbol(), and what the linker and the loader provide themselves. */
const PROVIDED: ReadonlySet<string> = new Set(['_GLOBAL_OFFSET_TABLE_', '__this_module', '.TOC.', 'TOC.'])

interface Taint {
  isProprietary: boolean
  usesGplOnly: boolean
  /** The module that made this one proprietary. */
  by?: string
}

const nameOf = (owner: KernelExport['owner']): string =>
  owner.kind === 'kernel' ? 'the kernel' : owner.modname

export function symbolRefusals(module: ModuleView, kernel: KernelView): Refusal[] {
  const taint: Taint = { isProprietary: !isGplCompatible(module.license, module.modname), usesGplOnly: false }
  const found: Refusal[] = []
  for (const need of module.needs) {
    const one = symbolRefusal(module, kernel, need, taint)
    if (one !== undefined) found.push(one)
  }
  return found
}

function symbolRefusal(
  module: ModuleView,
  kernel: KernelView,
  need: NeededVersion,
  taint: Taint,
): Refusal | undefined {
  const { modname } = module
  const { name, weak } = need
  const known = kernel.exportOf(name)
  if (known === undefined) {
    if (weak || !kernel.knowsKernelSymbols || PROVIDED.has(name)) return undefined
    return refusal('unknown-symbol', 'always', unknown(modname, name), { symbol: name })
  }
  if (known.gplOnly && taint.isProprietary)
    return weak
      ? undefined
      : refusal('gpl-only', 'always', unknown(modname, name), {
          symbol: name,
          license: module.license ?? 'unspecified',
          ...(taint.by !== undefined && { taintedBy: taint.by }),
        })
  if (known.gplOnly) taint.usesGplOnly = true
  if (known.owner.kind === 'module' && kernel.isProprietary(known.owner.modname)) {
    const provider = known.owner.modname
    if (taint.usesGplOnly) {
      const says = `${modname}: module using GPL-only symbols uses symbols ${name} from proprietary module ${provider}.`
      return weak ? undefined : refusal('proprietary-provider', 'always', says, { symbol: name, provider })
    }
    if (!taint.isProprietary) taint.by = provider
    taint.isProprietary = true
  }
  return versionRefusal(module, kernel, need, known) ?? namespaceRefusal(module, kernel, name, known)
}

const unknown = (modname: string, symbol: string): string => `${modname}: Unknown symbol ${symbol} (err -2)`

/** check_version(): a weak symbol is excused where nobody has it, not where its version differs. */
function versionRefusal(
  { modname, hasVersions }: ModuleView,
  { refusesMissingVersions }: KernelView,
  { name, crc }: NeededVersion,
  known: KernelExport,
): Refusal | undefined {
  const expected = known.crc
  if (expected === undefined || crc === expected) return undefined
  if (crc !== undefined) {
    const says = `${modname}: disagrees about version of symbol ${name}`
    const owner = nameOf(known.owner)
    return refusal('version-differs', 'always', says, { symbol: name, expected, actual: crc, owner })
  }
  return hasVersions
    ? refusal(
        'version-missing',
        refusesMissingVersions ? 'always' : 'never',
        `${modname}: no symbol version for ${name}`,
        {
          symbol: name,
          hasVersions,
        },
      )
    : refusal('version-missing', 'unless-forced', `${modname}: ${name}: kernel tainted.`, {
        symbol: name,
        hasVersions,
      })
}

/** verify_namespace_is_imported() */
function namespaceRefusal(
  { modname, importedNamespaces }: ModuleView,
  kernel: KernelView,
  symbol: string,
  { namespace = '' }: KernelExport,
): Refusal | undefined {
  if (namespace === '' || importedNamespaces.includes(namespace)) return undefined
  if (knowsReserved(kernel.release) && admits(namespace, modname)) return undefined
  const says = `${modname}: module uses symbol (${symbol}) from namespace ${namespace}, but does not import it.`
  const force = kernel.allowMissingNamespaces ? 'never' : 'always'
  return isReserved(namespace) && knowsReserved(kernel.release)
    ? refusal('namespace-reserved', force, says, { symbol, namespace })
    : refusal('namespace-not-imported', force, says, { symbol, namespace })
}
