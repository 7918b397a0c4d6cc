/** What a kernel says to each name of a table of facts, asked for once however many modules need it. */
import type { KernelExport, KernelView, SymversLines } from '../loadability/kernel-view.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { ModuleCopy } from './module-copies.ts'

/** 0 as long as the kernel was not asked: any version, one version, or more than can be said here. */
const ANY_VERSION = 1
const ONE_VERSION = 2
const NOT_PLAIN = 3
/** From here on: one version, in the namespace of that number. */
const FIRST_NAMESPACE = 4
const LAST_NAMESPACE = 255

/** Owners by id: not known yet, the kernel or a module that is not among the facts, else one more than the position. */
const NOBODY = 0
const FOREIGN = -1

/** A Module.symvers, and the modules that take the place of those that it names. */
export interface ReplacedModules {
  readonly symvers: SymversLines
  isReplaced(modname: string): boolean
}

export class SymbolAnswers {
  readonly #kind: Uint8Array
  readonly #crc: Uint32Array
  /** Undefined where owners are asked for by name. */
  readonly #owner: Int32Array | undefined
  readonly #namespaces: string[] = []
  readonly #facts: KernelFacts<ModuleCopy>
  readonly #view: KernelView

  /**
   * @param view includes the exports of the modules of `facts`
   * @param replaced where the view is nothing but this and the modules: then all answers are found in one pass over
   * columns. Not for proprietary modules
   */
  constructor(facts: KernelFacts<ModuleCopy>, view: KernelView, replaced?: ReplacedModules) {
    const { size } = facts.table.names
    this.#facts = facts
    this.#view = view
    this.#kind = new Uint8Array(size)
    this.#crc = new Uint32Array(size)
    if (replaced === undefined) return
    this.#owner = new Int32Array(size)
    this.#fill(this.#owner, replaced)
  }

  /** Whether a module with a compatible licence gets the symbol, whatever else it needs. */
  accepts(id: number, crc: number, imported: readonly string[]): boolean {
    const kind = this.#kind[id] || this.#ask(id)
    if (kind === ANY_VERSION) return true
    if (kind === NOT_PLAIN || this.#crc[id] !== crc) return false
    return kind === ONE_VERSION || imported.includes(this.#namespaces[kind - FIRST_NAMESPACE] ?? '')
  }

  /** Whether nobody but the module at `position` exports the name, as far as is known; false where that is not plain. */
  isOwn(id: number, position: number, modname: string): boolean {
    if (this.#owner !== undefined) return this.#owner[id] === position + 1
    const owner = this.#view.exportOf(this.#facts.table.names.text(id))?.owner
    return owner === undefined || (owner.kind === 'module' && owner.modname === modname)
  }

  /** The last line of a name counts, and the last module; modules come after lines of modules that they replace. */
  #fill(owners: Int32Array, { symvers, isReplaced }: ReplacedModules): void {
    const { names } = this.#facts.table
    symvers.eachOf(names, ({ id, crc, namespace, owner }) => {
      const isLeft = owner !== '' && isReplaced(owner)
      owners[id] = isLeft ? NOBODY : FOREIGN
      this.#crc[id] = crc
      this.#kind[id] = isLeft ? NOT_PLAIN : this.#kindOf(crc === 0 ? undefined : crc, namespace)
    })
    for (const position of this.#facts.modules.keys()) this.#fillExports(owners, position)
    // What neither has is unknown to the kernel: a weak symbol may be that.
    for (let id = 0; id < this.#kind.length; id++) if (this.#kind[id] === 0) this.#kind[id] = NOT_PLAIN
  }

  #fillExports(owners: Int32Array, position: number): void {
    const { traits, table } = this.#facts
    const { exported, names } = table
    const start = exported.start(position)
    const end = exported.end(position)
    if (start === end) return
    const spaces = traits?.mayHaveNamespaces?.(position) === false ? undefined : this.#namespacesOf(position)
    for (let row = start; row < end; row++) {
      const id = exported.name.at(row)
      if (owners[id] === FOREIGN) continue
      const crc = exported.crcLow.at(row) >>> 0
      owners[id] = position + 1
      this.#crc[id] = crc
      this.#kind[id] = this.#kindOf(crc === 0 ? undefined : crc, spaces?.get(names.text(id)) ?? '')
    }
  }

  #namespacesOf(position: number): ReadonlyMap<string, string> {
    const exports = this.#facts.traits?.at(position)?.exports ?? []
    return new Map(exports.map(({ name, namespace }) => [name, namespace]))
  }

  #ask(id: number): number {
    const found = this.#view.exportOf(this.#facts.table.names.text(id))
    this.#crc[id] = found?.crc ?? 0
    this.#kind[id] = this.#kindOfExport(found)
    return this.#kind[id]
  }

  #kindOfExport(found: KernelExport | undefined): number {
    // Of a kernel whose own symbols are not known, an unknown symbol may be one.
    if (found === undefined) return this.#view.knowsKernelSymbols ? NOT_PLAIN : ANY_VERSION
    const { owner, namespace = '', crc } = found
    if (owner.kind === 'module' && this.#view.isProprietary(owner.modname)) return NOT_PLAIN
    return this.#kindOf(crc, namespace)
  }

  #kindOf(crc: number | undefined, namespace: string): number {
    if (namespace === '') return crc === undefined ? ANY_VERSION : ONE_VERSION
    if (crc === undefined) return NOT_PLAIN
    const known = this.#namespaces.indexOf(namespace)
    const number = known < 0 ? this.#namespaces.push(namespace) - 1 : known
    return FIRST_NAMESPACE + number > LAST_NAMESPACE ? NOT_PLAIN : FIRST_NAMESPACE + number
  }
}
