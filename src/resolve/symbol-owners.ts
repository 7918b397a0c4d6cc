import { Int32Column } from '../base/columns.ts'
import type { NameTable } from '../base/name-table.ts'
import type { SymbolRows } from '../facts/facts-table.ts'
import type { KernelSymbols } from './kernel-symbols.ts'
import { ResolveProgram } from './resolve-program.ts'

/** Values for owners that are not modules. */
export const UNKNOWN = -1
export const KERNEL = -2

const NO_NAME = -1

const DOT = 0x2e
/** Outside the byte range, so it matches no character. */
const NO_CHARACTER = 0x100

/**
 * Names that every module may need: kmod adds them if it knows the kernel's symbols. The first two replace entries of a
 * file.
 */
const FAKE_SYMBOLS = ['__this_module', '_GLOBAL_OFFSET_TABLE_', 'TOC.']
const ONLY_WHEN_MISSING = 'TOC.'

/**
 * The owner of each symbol. Later additions replace earlier ones: first the kernel's symbols, then the modules in
 * order, so the last module that exports a name owns it (README.md, owners).
 */
export class SymbolOwners {
  readonly #names: NameTable
  readonly #prefix: number
  /** By name id: a module's position, KERNEL or UNKNOWN. */
  readonly #owner = new Int32Column()
  readonly #crcLow = new Int32Column()
  readonly #crcHigh = new Int32Column()
  #lookupIds: Int32Array = new Int32Array(0)

  /** `prefix`: the character of -P, removed once from the front of every symbol. */
  constructor(names: NameTable, prefix?: string) {
    this.#names = names
    this.#prefix = prefix === undefined || prefix === '' ? NO_CHARACTER : prefix.charCodeAt(0)
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

  /** @throws KmodError KMOD_LIMIT */
  addExported(rows: SymbolRows): void {
    const names = this.#names
    // Copy each name, because adding one may move the bytes.
    const ids = this.#idsBehind(NO_CHARACTER, (start, end) =>
      names.intern(names.bytes.slice(start, end), 0, end - start),
    )
    const program = ResolveProgram.start()
    const owned = this.copyIn(program)
    const { starts, name, crcLow, crcHigh } = rows
    const copied = [starts, name, crcLow, crcHigh].map(({ values }) => program.copyIn(values))
    const [startsAt = 0, namesAt = 0, lowAt = 0, highAt = 0] = copied
    program.exports.setRows(startsAt, namesAt, lowAt, highAt)
    program.exports.own(rows.groupCount, program.copyIn(ids))
    for (const [column, address] of owned) column.adopt(program.words(address, column.length))
  }

  /** Removes the owner of a symbol. */
  remove(name: number): void {
    this.#set(name, UNKNOWN, 0, 0)
  }

  /** The number of name ids that have an entry. */
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

  /** The number of known symbols of the kernel itself, without the fake ones. */
  countOfKernel(): number {
    let count = 0
    for (let name = 0; name < this.#owner.length; name++)
      if (this.#owner.at(name) === KERNEL && !FAKE_SYMBOLS.includes(this.#names.text(name))) count++
    return count
  }

  /** The version of the symbol at its owner, which must exist; 0 if there is none. */
  crc(name: number): bigint {
    return (BigInt(this.#crcHigh.at(name) >>> 0) << 32n) | BigInt(this.#crcLow.at(name) >>> 0)
  }

  hasCrc(name: number, low: number, high: number): boolean {
    return this.#crcLow.at(name) === low && this.#crcHigh.at(name) === high
  }

  /** The id under which a needed symbol is looked up, or -1 if no such name exists. */
  lookupId(needed: number): number {
    return this.lookupIds()[needed] ?? NO_NAME
  }

  /**
   * The same for all names. One leading dot is removed first (on ppc64 `.foo` is the code of `foo`, and `.TOC.` is
   * `TOC.`), then one prefix character.
   */
  lookupIds(): Int32Array {
    const names = this.#names
    if (this.#lookupIds.length < names.size)
      this.#lookupIds = this.#idsBehind(DOT, (start, end) => names.find(names.bytes, start, end))
    return this.#lookupIds
  }

  /** Copies the owners of all names to the program; returns the addresses of the columns. */
  copyIn(program: ResolveProgram): (readonly [column: Int32Column, address: number])[] {
    this.#extend(this.#names.size)
    const copied = [this.#owner, this.#crcLow, this.#crcHigh].map(
      (column) => [column, program.copyIn(column.values)] as const,
    )
    const [owner = 0, crcLow = 0, crcHigh = 0] = copied.map(([, address]) => address)
    program.exports.setOwners(owner, crcLow, crcHigh)
    return copied
  }

  /**
   * By name: its id, or, if it begins with `first`, or the prefix, or both of them in this order, the result of `idOf`
   * for the bytes after them.
   */
  #idsBehind(first: number, idOf: (start: number, end: number) => number): Int32Array {
    const program = ResolveProgram.start()
    const names = this.#names
    const count = names.size
    const bytes = program.copyIn(names.bytes)
    const bounds = program.copyIn(names.bounds)
    const idsAt = program.allocateWords(count)
    const stripped = program.allocateWords(count * 2)
    const strippedCount = program.exports.stripNames(
      count,
      bytes,
      bounds,
      first,
      this.#prefix,
      idsAt,
      stripped,
    )
    const ids = program.words(idsAt, count)
    const pairs = Int32Column.of(program.words(stripped, strippedCount * 2))
    for (let at = 0; at < pairs.length; at += 2) {
      const name = pairs.at(at)
      ids[name] = idOf(pairs.at(at + 1), names.end(name))
    }
    return ids
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
