/** The answers of `tskmod fleet` a second way: straight over the trees, one kernel after the other, without tables or SQL. */
import { execFileSync } from 'node:child_process'
import type { ModinfoField } from '../../src/facts/modinfo-section.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import {
  aliasFamily,
  extractModuleFacts,
  fnmatch,
  type Kernel,
  type ModuleFacts,
  normalizeAlias,
  readModule,
} from '../../src/index.ts'
import { parseSymvers } from '../../src/loadability/symvers.ts'
import { readPlain } from '../../src/read/read-plain.ts'

export interface StraightModule {
  readonly modname: string
  readonly builtin: boolean
  readonly fields: readonly ModinfoField[]
  readonly size: number | undefined
  readonly signer?: string
  readonly keyId?: string
}

/** A kernel, as the calls for one module give it. */
export interface StraightKernel {
  readonly release: string
  readonly modules: readonly StraightModule[]
  /** By symbol: owner and version. */
  readonly exports: ReadonlyMap<string, readonly (readonly [owner: string, crc: number | null])[]>
  readonly hasSymvers: boolean
}

export async function readStraight(kernel: Kernel): Promise<StraightKernel> {
  const modules: StraightModule[] = []
  const exports = new Map<string, [string, number | null][]>()
  const imported = new Map<string, number[]>()
  const add = (symbol: string, owner: string, crc: number | null): void => {
    const known = exports.get(symbol)
    if (known === undefined) exports.set(symbol, [[owner, crc]])
    else known.push([owner, crc])
  }
  const facts = await kernel.fullFacts()
  const modinfo = await kernel.modinfo(kernel.modules())
  for (const [position, { modname, path, size }] of kernel.modules().entries()) {
    const signature = facts.traits?.at(position)?.signature
    modules.push({
      modname,
      builtin: false,
      fields: modinfo.get(path)?.fields ?? [],
      size,
      ...(signature?.state === 'signed' && { signer: signature.signer, keyId: signature.keyId }),
    })
    for (const { name, crc } of facts.exported(position)) add(name, modname, crc === 0n ? null : Number(crc))
    for (const { name, crc, bind } of facts.needed(position)) {
      const known = imported.get(name) ?? []
      if (crc !== 0n) known.push(Number(crc))
      if (crc !== 0n || bind !== 'weak') imported.set(name, known)
    }
  }
  for (const { modname, fields } of kernel.builtins().values())
    modules.push({ modname, builtin: true, fields, size: undefined })
  const { symvers } = kernel.options
  if (symvers !== undefined) {
    for (const [name, { owner, crc }] of parseSymvers(
      await readPlain(kernel.options.host ?? nodeHost, symvers),
    ))
      if (owner.kind === 'kernel') add(name, 'vmlinux', crc ?? null)
  } else for (const [name, crcs] of imported) if (!exports.has(name)) add(name, 'vmlinux', majority(crcs))
  return { release: kernel.place.release, modules, exports, hasSymvers: symvers !== undefined }
}

function majority(crcs: readonly number[]): number | null {
  const middle = [...crcs].sort((a, b) => a - b)[crcs.length >> 1]
  const count = crcs.filter((crc) => crc === middle).length
  return middle !== undefined && count * 2 > crcs.length ? middle : null
}

const valuesOf = ({ fields }: StraightModule, key: string): string[] =>
  fields.filter((field) => field.key === key).map(({ value }) => value)

export type StraightRow = readonly (string | number | boolean | null)[]

/** release, modname, builtin, pattern of aliases that match, or, for a text that ends in `*`, begin with it. */
export function straightDevice(kernels: readonly StraightKernel[], device: string): StraightRow[] {
  const isPrefix = device.endsWith('*')
  const text = isPrefix ? device.slice(0, -1) : device
  const rows = kernels.flatMap(({ release, modules }) =>
    modules.flatMap((module) =>
      valuesOf(module, 'alias').flatMap((alias): StraightRow[] => {
        const pattern = normalizeAlias(alias)
        const isMatch = isPrefix ? pattern.startsWith(text) : fnmatch(pattern, text)
        return isMatch ? [[release, module.modname, module.builtin, pattern]] : []
      }),
    ),
  )
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
}

/** release, owner, crc. */
export const straightSymbol = (kernels: readonly StraightKernel[], symbol: string): StraightRow[] =>
  kernels.flatMap(({ release, exports }) =>
    (exports.get(symbol) ?? []).map(([owner, crc]): StraightRow => [release, owner, crc]),
  )

const stateOf = ({ modules }: StraightKernel, modname: string): string => {
  const found = modules.filter((module) => module.modname === modname).map(({ builtin }) => builtin)
  if (found.length === 0) return 'absent'
  return found.includes(true) ? (found.includes(false) ? 'both' : 'builtin') : 'module'
}

/** release, modname, state. */
export const straightMatrix = (kernels: readonly StraightKernel[], names: readonly string[]): StraightRow[] =>
  kernels.flatMap((kernel) => names.map((name): StraightRow => [kernel.release, name, stateOf(kernel, name)]))

/** release, modname, verdict, same, different, unversioned, missing. */
export async function straightRebuild(
  kernels: readonly StraightKernel[],
  files: readonly string[],
): Promise<StraightRow[]> {
  const modules: (ModuleFacts & { readonly modname: string })[] = []
  for (const file of files) {
    const modname = (file.split('/').at(-1) ?? '').replace(/\.ko.*$/, '').replaceAll('-', '_')
    modules.push({ modname, ...extractModuleFacts(await readModule(nodeHost, file)) })
  }
  const own = new Set(modules.flatMap(({ exportedSymbols }) => exportedSymbols.map(({ name }) => name)))
  return kernels.flatMap(({ release, exports, hasSymvers }) =>
    modules.map(({ modname, neededSymbols }): StraightRow => {
      const count = { same: 0, different: 0, unversioned: 0, missing: 0 }
      // A version record of a name that is no symbol of the module is none that it needs.
      const needs = neededSymbols.filter(({ name, bind }) => bind !== 'weak' && name !== 'module_layout')
      for (const { name, crc } of needs) {
        if (own.has(name)) continue
        const found = exports.get(name)
        if (found === undefined) count.missing++
        else if (crc === 0n || found.some(([, one]) => one === Number(crc))) count.same++
        else if (found.some(([, one]) => one === null)) count.unversioned++
        else count.different++
      }
      const { same, different, unversioned, missing } = count
      const verdict =
        different > 0 || (missing > 0 && hasSymvers)
          ? 'rebuild'
          : missing > 0 || unversioned > 0
            ? 'unknown'
            : 'fits'
      return [release, modname, verdict, same, different, unversioned, missing]
    }),
  )
}

/** Releases as sort -V has them. */
const sorted = (releases: readonly string[]): string[] =>
  execFileSync('sort', ['-V'], { input: releases.join('\n'), env: { LC_ALL: 'C' }, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')

/** modname, since, kernels, by line of releases: `lineOf` a release. */
export function straightBuiltin(
  kernels: readonly StraightKernel[],
  names: readonly string[],
  lineOf: (release: string) => string,
): StraightRow[] {
  const byRelease = new Map(kernels.map((kernel) => [kernel.release, kernel]))
  const rows: StraightRow[] = []
  for (const name of names)
    for (const line of new Set(kernels.map(({ release }) => lineOf(release)))) {
      const releases = sorted(kernels.map(({ release }) => release).filter((one) => lineOf(one) === line))
      let since: string | undefined
      let count = 0
      for (const release of releases.toReversed()) {
        const kernel = byRelease.get(release)
        if (kernel === undefined || !['builtin', 'both'].includes(stateOf(kernel, name))) break
        since = release
        count++
      }
      if (since !== undefined) rows.push([name, since, count])
    }
  return rows
}

/** release, modules, builtins, bytes. */
export const straightSizes = (kernels: readonly StraightKernel[]): StraightRow[] =>
  kernels.map(({ release, modules }): StraightRow => {
    const files = modules.filter(({ builtin }) => !builtin)
    const bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0)
    return [release, files.length, modules.length - files.length, bytes]
  })

/** release, modname, size. */
export const straightModuleSizes = (
  kernels: readonly StraightKernel[],
  names: readonly string[],
): StraightRow[] =>
  kernels.flatMap(({ release, modules }) =>
    modules
      .filter(({ modname, builtin }) => !builtin && names.includes(modname))
      .map(({ modname, size }): StraightRow => [release, modname, size ?? null]),
  )

/** release, signer, key, modules. */
export const straightSigners = (kernels: readonly StraightKernel[]): StraightRow[] =>
  kernels.flatMap(({ release, modules }) => {
    const counts = new Map<string, number>()
    for (const { builtin, signer, keyId } of modules) {
      const key = JSON.stringify([signer ?? null, keyId ?? null])
      if (!builtin) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    return [...counts].map(([key, count]): StraightRow => {
      const [signer = null, keyId = null] = JSON.parse(key) as (string | null)[]
      return [release, signer, keyId, count]
    })
  })

/** firmware, modname, kernels, first, last. */
export function straightFirmware(
  kernels: readonly StraightKernel[],
  names: readonly string[] | undefined,
): StraightRow[] {
  const found = new Map<string, string[]>()
  for (const { release, modules } of kernels)
    for (const module of modules)
      if (names === undefined || names.includes(module.modname))
        for (const firmware of new Set(valuesOf(module, 'firmware'))) {
          const key = JSON.stringify([firmware, module.modname])
          found.set(key, [...(found.get(key) ?? []), release])
        }
  const all = sorted(kernels.map(({ release }) => release))
  return [...found].map(([key, releases]): StraightRow => {
    const [firmware, modname] = JSON.parse(key) as [string, string]
    const order = all.filter((release) => releases.includes(release))
    return [firmware, modname, releases.length, order[0] ?? '', order.at(-1) ?? '']
  })
}

/** Names of aliases' families, to choose devices from: the first alias of each. */
export function sampleDevices({ modules }: StraightKernel): string[] {
  const samples = new Map<string, string>()
  for (const module of modules)
    for (const alias of valuesOf(module, 'alias'))
      if (!samples.has(aliasFamily(alias))) samples.set(aliasFamily(alias), normalizeAlias(alias))
  // What a device of each alias could be called: something for each wildcard.
  return [...samples.values()].map((pattern) => pattern.replace(/\[(.).*?\]/g, '$1').replace(/[*?]/g, '0'))
}
