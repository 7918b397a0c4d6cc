/** All that a kernel offers, in a form in which two kernels can be compared. Names are byte strings. */
import { withoutCompression } from '../../base/module-suffix.ts'
import { normalizeModname } from '../../base/names.ts'
import { modinfoFields, modinfoValue } from '../../facts/module-traits.ts'
import type { BuiltinModule } from '../../kernel/builtin-modules.ts'
import { valuesOf } from '../../kernel/load-modinfo.ts'
import { contentDigests } from '../../kernel/module-content.ts'
import { moduleExports } from '../../kernel/module-views.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { ownExports } from '../../kernel/own-exports.ts'
import { type BuildListing, buildParts } from './module-builds.ts'
import { neededNames } from './successors.ts'
import type { AccessListing } from './symbol-access.ts'

/** By name, of everything: a text that says what it is, which differs when the thing does. */
export type Listing = ReadonlyMap<string, string>

export interface KernelInventory {
  /** Modnames to paths below the module directory, without compression; `builtin` for what is built in. */
  readonly modules: Listing
  /** `user -> provider` to the first symbol of it. */
  readonly dependencies: Listing
  /** Exported symbols to the modnames of their owners. */
  readonly symbols: Listing
  /** Symbols to their CRCs: those that modules export, and those of the kernel that modules were built against. */
  readonly versions: ReadonlyMap<string, bigint>
  /** Aliases to modnames, with commas between them. */
  readonly aliases: Listing
  /** `module.parameter` to its type, which may be empty. */
  readonly parameters: Listing
  /** Modnames of modules that are built in. */
  readonly builtins: ReadonlySet<string>
  readonly builtinAliases: RecordedAliases
  /** Whether Module.symvers or System.map says which symbols the kernel itself exports. */
  readonly knowsExports: boolean
  /** Whether the kernel itself exports a symbol that no module does: by its file of symbols, or as modules need it. */
  kernelExports(symbol: string): boolean
  /** Names to the modnames that ask for them, with commas between them. */
  readonly firmware: Listing
  /** By modname, what distinguishes one build from another; empty for builtin modules. */
  readonly builds: BuildListing
  /** Modnames to their vermagic, without the release where it is that of the kernel. */
  readonly vermagics: Listing
  /** Exported symbols, those of the kernel itself where they are known, to who may use them. */
  readonly access: AccessListing
  readonly counts: { readonly modules: number; readonly builtins: number; readonly size: number }
  /** Modnames of modules that cannot be read, so that all they offer seems lost. */
  readonly unreadable: readonly string[]
}

/**
 * Which aliases modules.builtin.modinfo has: none before Linux 5.2, which has no such file; later those written by hand
 * (MODULE_ALIAS); in recent kernels also those made from tables of devices (MODULE_DEVICE_TABLE).
 */
export type RecordedAliases = 'none' | 'by-hand' | 'all'

export interface InventoryOptions {
  /** Whether to digest the content of modules: each is read once more, as a whole. */
  readonly content?: boolean
}

export async function takeInventory(
  kernel: Kernel,
  { content = false }: InventoryOptions = {},
): Promise<KernelInventory> {
  const modules = kernel.modules()
  const builtins = [...kernel.builtins().values()]
  const facts = await kernel.fullFacts()
  const needed = neededNames(facts)
  const { own } = await ownExports(kernel.options)
  const digests = content ? await contentDigests(kernel.place.host, modules) : new Map<string, string>()
  const modinfoOf = (position: number): string => facts.traits?.at(position)?.modinfo ?? ''
  const { aliases, firmware, parameters } = fieldListings([
    ...builtins,
    ...modules.map(({ modname, position }) => ({ modname, modinfo: modinfoOf(position) })),
  ])
  return {
    modules: new Map([
      ...builtins.map(({ modname }) => [modname, 'builtin'] as const),
      ...modules.map(({ modname, relpath }) => [modname, withoutCompression(relpath)] as const),
    ]),
    ...symbolsIn(facts),
    builtins: new Set(builtins.map(({ modname }) => modname)),
    builtinAliases: recordedAliases(builtins),
    knowsExports: knowsExports(facts),
    kernelExports: (symbol) => facts.isOfKernel(symbol) || needed.has(symbol),
    aliases,
    firmware,
    parameters,
    builds: new Map(
      modules.map(({ modname, path, position }) => [
        modname,
        buildParts(path, facts.traits?.at(position), digests.get(path)),
      ]),
    ),
    vermagics: new Map(
      modules.flatMap(({ modname, position }) => {
        const vermagic = modinfoValue(modinfoOf(position), 'vermagic')
        return vermagic === undefined
          ? []
          : [[modname, withoutRelease(vermagic, kernel.place.release)] as const]
      }),
    ),
    access: new Map([...moduleExports(facts), ...own]),
    counts: {
      modules: modules.length,
      builtins: builtins.length,
      size: modules.reduce((sum, { size }) => sum + (size ?? 0), 0),
    },
    unreadable: modules.filter(({ position }) => facts.failures.has(position)).map(({ modname }) => modname),
  }
}

/** A kernel's own modules have its release in front: that two kernels differ in it says nothing. */
const withoutRelease = (vermagic: string, release: string): string =>
  vermagic.split(' ')[0] === release ? vermagic.slice(release.length).trim() : vermagic.trim()

/** Buses whose aliases are hardly ever written by hand; every architecture has one of them. */
const FROM_TABLES = /^(?:acpi\*|ccw|cpu|of|pci|pnp|usb|virtio):/

function recordedAliases(builtins: readonly BuiltinModule[]): RecordedAliases {
  if (builtins.every(({ fields }) => fields.length === 0)) return 'none'
  const isFromTable = (alias: string): boolean => FROM_TABLES.test(alias)
  return builtins.some(({ fields }) => valuesOf(fields, 'alias').some(isFromTable)) ? 'all' : 'by-hand'
}

/** Most symbols that no module offers are the kernel's; a stub, or the file of another kernel, has few of them. */
function knowsExports(facts: Facts): boolean {
  const { needed } = facts.table
  const ofKernel = new Set<number>()
  const unknown = new Set<number>()
  for (const { position } of facts.modules)
    for (let row = needed.start(position); row < needed.end(position); row++) {
      if (needed.isWeak(row)) continue
      const id = needed.name.at(row)
      const owner = facts.ownerOf(id)
      if (typeof owner !== 'number') (owner === 'kernel' ? ofKernel : unknown).add(id)
    }
  return ofKernel.size > unknown.size
}

type Fields = Parameters<typeof valuesOf>[0]

/** `parm=name:text` and `parmtype=name:type`; either may be missing. */
function parametersIn(modname: string, fields: Fields): (readonly [string, string])[] {
  const types = new Map<string, string>()
  for (const value of valuesOf(fields, 'parm')) types.set(nameIn(value), '')
  for (const value of valuesOf(fields, 'parmtype'))
    types.set(nameIn(value), value.slice(value.indexOf(':') + 1))
  return [...types].map(([name, type]) => [`${modname}.${normalizeModname(name)}`, type] as const)
}

const nameIn = (value: string): string => (value.includes(':') ? value.slice(0, value.indexOf(':')) : value)

/** Values, and the modnames that have each; nearly always it is one. */
class UserListing {
  readonly #users = new Map<string, string>()
  readonly #shared = new Map<string, Set<string>>()

  add(value: string, modname: string): void {
    const known = this.#users.get(value)
    if (known === undefined) this.#users.set(value, modname)
    else if (known !== modname) {
      const shared = this.#shared.get(value)
      if (shared) shared.add(modname)
      else this.#shared.set(value, new Set([known, modname]))
    }
  }

  joined(): Map<string, string> {
    for (const [value, modnames] of this.#shared) this.#users.set(value, [...modnames].sort().join(', '))
    return this.#users
  }
}

type WithFields =
  | { readonly modname: string; readonly fields: Fields }
  | { readonly modname: string; readonly modinfo: string }

/** The 130,000 fields of 4,000 modules are made for one module at a time. */
function fieldListings(
  modules: readonly WithFields[],
): Pick<KernelInventory, 'aliases' | 'firmware' | 'parameters'> {
  const aliases = new UserListing()
  const firmware = new UserListing()
  const parameters = new Map<string, string>()
  for (const one of modules) {
    const { modname } = one
    const fields = 'fields' in one ? one.fields : modinfoFields(one.modinfo)
    for (const alias of valuesOf(fields, 'alias')) aliases.add(alias, modname)
    for (const name of valuesOf(fields, 'firmware')) firmware.add(name, modname)
    for (const [name, type] of parametersIn(modname, fields)) parameters.set(name, type)
  }
  return { aliases: aliases.joined(), firmware: firmware.joined(), parameters }
}

type Facts = Awaited<ReturnType<Kernel['fullFacts']>>

function symbolsIn(facts: Facts): Pick<KernelInventory, 'symbols' | 'versions' | 'dependencies'> {
  const symbols = new Map<string, string>()
  const versions = neededVersions(facts)
  const dependencies = new Map<string, string>()
  for (const { position, modname } of facts.modules) {
    for (const { name, crc } of facts.exported(position)) {
      symbols.set(name, modname)
      if (crc !== 0n) versions.set(name, crc)
    }
    for (const [provider, id] of firstNeeded(facts, position))
      dependencies.set(`${modname} -> ${facts.modules[provider]?.modname ?? ''}`, facts.table.names.text(id))
  }
  return { symbols, versions, dependencies }
}

/** The versions that modules need symbols in; of several the last. An object for each of 190,000 rows takes long. */
function neededVersions({ modules, table: { needed, names } }: Facts): Map<string, bigint> {
  const rows = new Map<number, number>()
  for (const { position } of modules)
    for (let row = needed.start(position); row < needed.end(position); row++)
      if (needed.crcLow.at(row) !== 0 || needed.crcHigh.at(row) !== 0) rows.set(needed.name.at(row), row)
  const versions = new Map<string, bigint>()
  for (const [id, row] of rows) {
    const name = names.text(id)
    if (name !== '') versions.set(name, wordsToCrc(needed.crcLow.at(row), needed.crcHigh.at(row)))
  }
  return versions
}

const wordsToCrc = (low: number, high: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)

/** By position of the modules that a module needs: the name of the first symbol of each. */
function firstNeeded(facts: Facts, position: number): Map<number, number> {
  const { needed } = facts.table
  const first = new Map<number, number>()
  for (let row = needed.start(position); row < needed.end(position); row++) {
    const id = needed.name.at(row)
    const provider = facts.ownerOf(id)
    if (typeof provider === 'number' && !first.has(provider)) first.set(provider, id)
  }
  return first
}
