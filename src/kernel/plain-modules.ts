/**
 * Which modules a kernel loads without a word, found on columns: of thousands of modules against the kernel that they were
 * built for, nearly all. It never takes a module for plain that refusals() would find something in; what it does not take
 * for plain is put to refusals(), which says why.
 */
import { bytesOf } from '../base/bytes.ts'
import { type ModuleTraits, modinfoValue, modinfoValues } from '../facts/module-traits.ts'
import type { KernelView } from '../loadability/kernel-view.ts'
import { isGplCompatible } from '../loadability/licenses.ts'
import { headRefusals } from '../loadability/refusals.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { ModuleCopy } from './module-copies.ts'

/** What a kernel says to a symbol, 0 as long as it was not asked: any version, one version, or more than can be said here. */
const ANY_VERSION = 1
const ONE_VERSION = 2
const NOT_PLAIN = 3
/** From here on: one version, in the namespace of that number. */
const FIRST_NAMESPACE = 4
const LAST_NAMESPACE = 255

/** By position: whether refusals() finds nothing in the module, but that it is not signed. */
export function plainModules(
  facts: KernelFacts<ModuleCopy>,
  view: KernelView,
): (position: number) => boolean {
  const symbols = new SymbolAnswers(facts, view)
  const layoutId = facts.table.names.find(LAYOUT, 0, LAYOUT.length)
  const layoutCrc = view.exportOf('module_layout')?.crc
  return (position) => {
    const traits = facts.traits?.[position]
    const modname = facts.modules[position]?.modname ?? ''
    if (traits === undefined) return false
    const imported = traits.modinfo.includes('import_ns=') ? modinfoValues(traits.modinfo, 'import_ns') : []
    if (!isPlainHead(modname, traits, imported, view)) return false
    const { needed } = facts.table
    const start = needed.start(position)
    const end = needed.end(position)
    const records = Math.min(start + traits.undefinedCount, end)
    for (let row = start; row < records; row++)
      if (!symbols.accepts(needed.name.at(row), needed.crcLow.at(row) >>> 0, imported)) return false
    if (layoutCrc !== undefined) {
      let row = records
      while (row < end && needed.name.at(row) !== layoutId) row++
      if (row === end || needed.crcLow.at(row) >>> 0 !== layoutCrc) return false
    }
    return hasPlainExports(facts, view, { position, modname, traits, needVersions: layoutCrc !== undefined })
  }
}

const LAYOUT = bytesOf('module_layout')

function isPlainHead(
  modname: string,
  traits: ModuleTraits,
  importedNamespaces: readonly string[],
  view: KernelView,
): boolean {
  const { modinfo, elfClass, littleEndian, machine, signature, hasBasicVersions } = traits
  if (!isGplCompatible(modinfoValue(modinfo, 'license'), modname)) return false
  const vermagic = modinfoValue(modinfo, 'vermagic')
  const head = {
    ...{ modname, elf: { elfClass, littleEndian, machine }, signature, hasBasicVersions },
    ...(vermagic !== undefined && { vermagic }),
    importedNamespaces,
  }
  return headRefusals(head, view).every(({ kind }) => kind === 'unsigned' && view.enforcesSignatures !== true)
}

interface ExportingModule {
  readonly position: number
  readonly modname: string
  readonly traits: ModuleTraits
  readonly needVersions: boolean
}

/** No other owner of what it exports, and a version of some export where the kernel has versions. */
function hasPlainExports(
  { table: { exported, names } }: KernelFacts<ModuleCopy>,
  view: KernelView,
  { position, modname, traits, needVersions }: ExportingModule,
): boolean {
  const start = exported.start(position)
  const end = exported.end(position)
  const isOwn = (name: string): boolean => {
    const owner = view.exportOf(name)?.owner
    return owner === undefined || (owner.kind === 'module' && owner.modname === modname)
  }
  let hasVersion = false
  for (let row = start; row < end; row++) {
    hasVersion ||= exported.crcLow.at(row) !== 0
    if (!isOwn(names.text(exported.name.at(row)))) return false
  }
  if (needVersions && !hasVersion && (end > start || traits.exports.length > 0)) return false
  return traits.exports.every(({ name }) => isOwn(name))
}

/** What the kernel says to each name, asked for once however many modules need it. */
class SymbolAnswers {
  readonly #kind: Uint8Array
  readonly #crc: Uint32Array
  readonly #namespaces: string[] = []
  readonly #facts: KernelFacts<ModuleCopy>
  readonly #view: KernelView

  constructor(facts: KernelFacts<ModuleCopy>, view: KernelView) {
    this.#facts = facts
    this.#view = view
    this.#kind = new Uint8Array(facts.table.names.size)
    this.#crc = new Uint32Array(facts.table.names.size)
  }

  /** Whether a module with a compatible licence gets the symbol, regardless of what else it needs. */
  accepts(id: number, crc: number, imported: readonly string[]): boolean {
    const kind = this.#kind[id] || this.#ask(id)
    if (kind === ANY_VERSION) return true
    if (kind === NOT_PLAIN || this.#crc[id] !== crc) return false
    return kind === ONE_VERSION || imported.includes(this.#namespaces[kind - FIRST_NAMESPACE] ?? '')
  }

  #ask(id: number): number {
    const found = this.#view.exportOf(this.#facts.table.names.text(id))
    const kind = this.#kindOf(found)
    this.#kind[id] = kind
    this.#crc[id] = found?.crc ?? 0
    return kind
  }

  #kindOf(found: ReturnType<KernelView['exportOf']>): number {
    if (found === undefined) return NOT_PLAIN
    const { owner, namespace = '', crc } = found
    const isProprietary = owner.kind === 'module' && this.#view.isProprietary(owner.modname)
    if (isProprietary) return NOT_PLAIN
    if (namespace !== '') return crc === undefined ? NOT_PLAIN : this.#kindOfNamespace(namespace)
    return crc === undefined ? ANY_VERSION : ONE_VERSION
  }

  #kindOfNamespace(namespace: string): number {
    const known = this.#namespaces.indexOf(namespace)
    const number = known < 0 ? this.#namespaces.push(namespace) - 1 : known
    return FIRST_NAMESPACE + number > LAST_NAMESPACE ? NOT_PLAIN : FIRST_NAMESPACE + number
  }
}
