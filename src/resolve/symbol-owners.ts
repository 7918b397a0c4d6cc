import { byteAt } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'
import type { NameTable } from '../base/name-table.ts'
import type { SymbolRows } from '../facts/facts-table.ts'
import type { KernelSymbols } from './kernel-symbols.ts'

/** Owners that are no module. */
export const UNKNOWN = -1
export const KERNEL = -2

const DOT = 0x2e

/**
 * Names that every module may need: kmod adds them when it knows the kernel's symbols. The first two replace what a
 * file says of them.
 */
const FAKE_SYMBOLS = ['__this_module', '_GLOBAL_OFFSET_TABLE_', 'TOC.']
const ONLY_WHEN_MISSING = 'TOC.'

/**
 * Who offers each symbol. Later additions replace earlier ones: first the kernel's symbols, then the modules in their
 * order, so the last module that exports a name owns it (kmod-behaviour 4.5).
 */
export class SymbolOwners {
  readonly #names: NameTable
  readonly #prefix: number | undefined
  /** By name id: a module's position, KERNEL or UNKNOWN. */
  readonly #owner = new Int32Column()
  readonly #crcLow = new Int32Column()
  readonly #crcHigh = new Int32Column()

  /** `prefix`: the character of -P, removed once from the front of every symbol. */
  constructor(names: NameTable, prefix?: string) {
    this.#names = names
    this.#prefix = prefix === undefined || prefix === '' ? undefined : prefix.charCodeAt(0)
  }

  addKernelSymbols({ names, crcLow, crcHigh }: KernelSymbols): void {
    for (let i = 0; i < names.length; i++) {
      const id = this.#names.intern(names.memory, names.start(i), names.end(i))
      this.#set(id, KERNEL, crcLow.at(i), crcHigh.at(i))
    }
  }

  /** Adds the names that the linker and the module loader provide. */
  addFakeSymbols(): void {
    for (const name of FAKE_SYMBOLS) {
      const bytes = Buffer.from(name, 'latin1')
      const id = this.#names.intern(bytes, 0, bytes.length)
      if (name !== ONLY_WHEN_MISSING || this.owner(id) === UNKNOWN) this.#set(id, KERNEL, 0, 0)
    }
  }

  addExported(rows: SymbolRows): void {
    this.#extend(this.#names.size)
    for (let module = 0; module < rows.groupCount; module++)
      for (let row = rows.start(module); row < rows.end(module); row++)
        this.#set(this.#withoutPrefix(rows.name.at(row)), module, rows.crcLow.at(row), rows.crcHigh.at(row))
  }

  /** Nobody offers the symbol any more. */
  remove(name: number): void {
    this.#set(name, UNKNOWN, 0, 0)
  }

  /** The number of name ids that an owner can be asked for. */
  get size(): number {
    return this.#owner.length
  }

  /** The owner of each name id: a view, valid until more is added. */
  get byName(): Int32Array {
    return this.#owner.values
  }

  owner(name: number): number {
    return name >= 0 && name < this.#owner.length ? this.#owner.at(name) : UNKNOWN
  }

  /** How many symbols of the kernel itself are known, the fake ones apart. */
  countOfKernel(): number {
    let count = 0
    for (let name = 0; name < this.#owner.length; name++)
      if (this.#owner.at(name) === KERNEL && !FAKE_SYMBOLS.includes(this.#names.text(name))) count++
    return count
  }

  /** The version that the owner tells, which must be there; 0 for none. */
  crc(name: number): bigint {
    return (BigInt(this.#crcHigh.at(name) >>> 0) << 32n) | BigInt(this.#crcLow.at(name) >>> 0)
  }

  hasCrc(name: number, low: number, high: number): boolean {
    return this.#crcLow.at(name) === low && this.#crcHigh.at(name) === high
  }

  /**
   * The id under which a needed symbol is looked up, or -1 when no such name exists at all. One leading dot goes first
   * (on ppc64 `.foo` is the code of `foo`, and `.TOC.` is `TOC.`), then one prefix character.
   */
  lookupId(needed: number): number {
    const { bytes } = this.#names
    const start = this.#names.start(needed)
    const end = this.#names.end(needed)
    let from = start
    if (from < end && byteAt(bytes, from) === DOT) from++
    if (from < end && byteAt(bytes, from) === this.#prefix) from++
    return from === start ? needed : this.#names.find(bytes, from, end)
  }

  #withoutPrefix(name: number): number {
    const start = this.#names.start(name)
    const end = this.#names.end(name)
    if (this.#prefix === undefined || start === end || byteAt(this.#names.bytes, start) !== this.#prefix)
      return name
    // A copy, because adding a name may move the bytes.
    const rest = this.#names.bytes.slice(start + 1, end)
    return this.#names.intern(rest, 0, rest.length)
  }

  #set(name: number, owner: number, crcLow: number, crcHigh: number): void {
    this.#extend(name + 1)
    this.#owner.set(name, owner)
    this.#crcLow.set(name, crcLow)
    this.#crcHigh.set(name, crcHigh)
  }

  #extend(size: number): void {
    this.#owner.extend(size, UNKNOWN)
    this.#crcLow.extend(size, 0)
    this.#crcHigh.extend(size, 0)
  }
}
