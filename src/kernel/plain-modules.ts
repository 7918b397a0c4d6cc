/**
 * Which modules a kernel loads without a word, found on columns: of thousands of modules against the kernel that they were
 * built for, nearly all. It never takes a module for plain that refusals() would find something in; what it does not take
 * for plain is put to refusals(), which says why.
 */
import { modinfoValues } from '../facts/module-traits.ts'
import { headOf, type TraitsHead } from '../facts/traits-list.ts'
import type { KernelView } from '../loadability/kernel-view.ts'
import { isGplCompatible } from '../loadability/licenses.ts'
import { headRefusals, type ModuleHead } from '../loadability/refusals.ts'
import { knowsExtendedVersions } from '../loadability/releases.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { ModuleCopy } from './module-copies.ts'
import { needRowsOf } from './need-rows.ts'
import { type ReplacedModules, SymbolAnswers } from './symbol-answers.ts'

/** By position: whether refusals() finds nothing in the module, but that it is not signed. */
export function plainModules(
  facts: KernelFacts<ModuleCopy>,
  view: KernelView,
  replaced?: ReplacedModules,
): (position: number) => boolean {
  const symbols = new SymbolAnswers(facts, view, replaced)
  const isPlainHead = headChecker(view)
  // It does not see the versions of some modules.
  const isOld = !knowsExtendedVersions(view.release)
  const rowsAt = needRowsOf(facts)
  const layoutCrc = view.exportOf('module_layout')?.crc
  return (position) => {
    const { traits } = facts
    const head = traits && headOf(traits, position)
    const modname = facts.modules[position]?.modname ?? ''
    if (head === undefined) return false
    const imported = head.importsNamespaces
      ? modinfoValues(traits?.at(position)?.modinfo ?? '', 'import_ns')
      : NO_NAMESPACES
    if (!isPlainHead(modname, head, imported)) return false
    if (isOld && !head.hasBasicVersions && layoutCrc !== undefined) return false
    const { needed } = facts.table
    const rows = rowsAt(position, head.undefinedCount)
    for (let row = rows.start; row < rows.end; row++)
      if (!symbols.accepts(needed.name.at(row), needed.crcLow.at(row) >>> 0, imported)) return false
    if (layoutCrc !== undefined)
      if (rows.layout === undefined || needed.crcLow.at(rows.layout) >>> 0 !== layoutCrc) return false
    return hasPlainExports(facts, symbols, { position, modname, needVersions: layoutCrc !== undefined })
  }
}

const NO_NAMESPACES: readonly string[] = []

type HeadCheck = (modname: string, traits: TraitsHead, importedNamespaces: readonly string[]) => boolean

/** Modules of one build differ in nothing of this, so one answer is kept. */
function headChecker(view: KernelView): HeadCheck {
  let last: ModuleHead | undefined
  let isLastPlain = false
  return (modname, traits, importedNamespaces) => {
    const { elfClass, littleEndian, machine, signature, hasBasicVersions, license, vermagic } = traits
    if (!isGplCompatible(license, modname)) return false
    if (
      last !== undefined &&
      importedNamespaces.length === 0 &&
      last.vermagic === vermagic &&
      last.signature === signature &&
      last.hasBasicVersions === hasBasicVersions &&
      last.elf.machine === machine &&
      last.elf.elfClass === elfClass &&
      last.elf.littleEndian === littleEndian
    )
      return isLastPlain
    const head = {
      modname,
      elf: { elfClass, littleEndian, machine },
      signature,
      hasBasicVersions,
      ...(vermagic !== undefined && { vermagic }),
      importedNamespaces,
    }
    const isPlain = headRefusals(head, view).every(
      ({ kind }) => kind === 'unsigned' && view.enforcesSignatures !== true,
    )
    if (importedNamespaces.length > 0) return isPlain
    last = head
    isLastPlain = isPlain
    return isPlain
  }
}

interface ExportingModule {
  readonly position: number
  readonly modname: string
  readonly needVersions: boolean
}

/**
 * No other owner of what it exports, and a version of some export where the kernel has versions. The rows have all
 * exports of its traits, and more where those are not known.
 */
function hasPlainExports(
  { table: { exported } }: KernelFacts<ModuleCopy>,
  symbols: SymbolAnswers,
  { position, modname, needVersions }: ExportingModule,
): boolean {
  const start = exported.start(position)
  const end = exported.end(position)
  let hasVersion = false
  for (let row = start; row < end; row++) {
    hasVersion ||= exported.crcLow.at(row) !== 0
    if (!symbols.isOwn(exported.name.at(row), position, modname)) return false
  }
  return !needVersions || hasVersion || start === end
}
