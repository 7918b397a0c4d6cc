/** A tree's health: everything about a kernel's modules that will not work, or that looks wrong. */

import { byteString } from '../../base/bytes.ts'
import { pause } from '../../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../../base/known-options.ts'
import { memoize } from '../../base/memoize.ts'
import { toByteString } from '../../base/names.ts'
import { modinfoValues } from '../../facts/module-traits.ts'
import { headOf } from '../../facts/traits-list.ts'
import { dependencyCycles } from '../../kernel/dependency-cycles.ts'
import type { KernelFacts } from '../../kernel/kernel-facts.ts'
import { type LoadabilityFacts, loadLoadability } from '../../kernel/loadability-facts.ts'
import type { ModuleCopies, ModuleCopy } from '../../kernel/module-copies.ts'
import { readBeside } from '../../kernel/module-dir-files.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import {
  lackContent,
  loadTrustedKeys,
  signedAfterCompression,
  verifyModules,
} from '../../kernel/verify-modules.ts'
import { checkAliases, checkDependencies, checkOptions, type IsThere } from './check-drivers.ts'
import { checkCopies, checkFirmware, checkReadable, checkReleases, checkTree } from './check-files.ts'
import { CHECK_KINDS, type CheckFinding, finding } from './check-findings.ts'
import { checkBuiltins, checkOrder } from './check-lists.ts'
import { allRefusals, checkLoad } from './check-load.ts'
import {
  checkSignatures,
  type SignatureSummary,
  signaturesIn,
  summarizeSignatures,
} from './check-signatures.ts'
import { checkSymbols } from './check-symbols.ts'
import { compareIndexes } from './compare-indexes.ts'

/** What was not looked at, because the tree has nothing to compare with. */
export type NotChecked =
  /** Neither System.map nor Module.symvers is known. */
  | 'unknown-symbol'
  /** No module was built with versions of symbols: modversions is off. */
  | 'crc-mismatch'
  /** There is no firmware directory below the root. */
  | 'missing-firmware'
  /** Keys were given, but the modules are in a file of facts, without their content. */
  | 'bad-signature'
  /** No index can be made of the modules: they are in a cycle, or have names that no index can hold. */
  | 'index-differs'

export interface CheckResult {
  /** By kind, in the order of CHECK_KINDS. */
  readonly findings: readonly CheckFinding[]
  readonly notChecked: readonly NotChecked[]
  readonly modules: number
  readonly builtins: number
  /** The Module.symvers or System.map that says which symbols the kernel has. */
  readonly symbolFile: string | undefined
  /** Who signed the modules. */
  readonly signatures: SignatureSummary
}

export interface CheckOptions {
  /** Files and directories of certificates and public keys, in PEM or DER: signatures are verified with them. */
  readonly trust?: readonly string[]
}

const CHECK_OPTIONS: OptionNames<CheckOptions> = { trust: true }

/**
 * Looks for everything that is wrong in the modules of a kernel: unknown symbols, other versions, cycles, copies, broken
 * links, missing firmware, indexes that disagree.
 *
 * @example
 * const { findings } = await check(kernel)
 * console.log(findings.filter(({ severity }) => severity === 'error').map(({ kind }) => kind))
 *
 * @remarks
 * Reads every module once (with `trust` once more, as a whole), and writes nothing. The kernel's own
 * symbols are those of `symvers` or `systemMap` of the kernel's options: see findSymbolFile().
 *
 * Stops by the `signal` of the kernel's options.
 *
 * @throws KmodError KMOD_IO when the module directory or the file of symbols cannot be read
 */
export async function check(kernel: Kernel, given: CheckOptions = {}): Promise<CheckResult> {
  refuseUnknownOptions<CheckOptions>('check()', given, CHECK_OPTIONS)
  const { trust = [] } = given
  const { place, options } = kernel
  const symbolFile = options.symvers ?? options.systemMap
  const copies = kernel.copies()
  const keys = trust.length > 0 ? loadTrustedKeys(place.host, trust) : undefined
  const load = await loadLoadability(kernel)
  const { facts } = load
  // They were read with the rest: to read thousands of compressed modules once more would take as long again.
  const positions = new Map(copies.modules.map(({ path, position }) => [path, position]))
  const modinfoOf = (path: string, key: string): string[] =>
    modinfoValues(facts.traits?.at(positions.get(path) ?? -1)?.modinfo ?? '', key)
  const firmware = kernel.firmware()
  const hasFirmware = firmware.directories.some((directory) =>
    place.host.exists(`${place.root}/${directory}`),
  )
  await pause(options.signal)
  const indexes = compareIndexes(kernel, facts)
  const isThere = (modname: string): boolean =>
    kernel.module(modname) !== undefined || kernel.builtins().has(modname)
  // A file with anything after the compressed data cannot be read.
  const unreadable = copies.modules.filter(({ position }) => facts.failures.has(position))
  const afterCompression = signedAfterCompression(place.host, unreadable)
  const verdicts = keys && (await verifyModules(place.host, copies.modules, keys, options))
  const findings = [
    ...checkSymbols(facts, symbolFile === undefined ? undefined : toByteString(symbolFile), (symbol) =>
      namedElsewhere(load, isThere, symbol),
    ),
    ...checkDependencies(load, isThere),
    ...checkLoad(load, allRefusals(load)),
    ...checkSignatures(load, { verdicts, afterCompression }),
    ...checkAliases(load, kernel.modprobeConfig()),
    ...checkOptions(load, kernel.modprobeConfig(), kernel.builtins()),
    ...checkCycles(facts),
    ...checkCopies(copies, place.moduleDir),
    ...checkReadable(facts, new Set(afterCompression.map(({ path }) => path))),
    ...(place.isFlat
      ? []
      : checkReleases(copies.modules, modinfoOf, {
          release: place.release,
          hasVersions: (modname) => hasBasicVersions(facts, modname),
          canCompare: load.view.exportOf('module_layout')?.crc !== undefined,
        })),
    ...(hasFirmware ? checkFirmware(copies.modules, modinfoOf, firmware, kernel.builtins()) : []),
    ...indexes.findings,
    ...checkLists(kernel, copies),
    ...checkTree(kernel.diagnostics, place),
  ]
  return {
    findings: CHECK_KINDS.flatMap((kind) => findings.filter((one) => one.kind === kind)),
    notChecked: [
      ...(symbolFile === undefined ? (['unknown-symbol'] as const) : []),
      ...(hasVersions(facts) ? [] : (['crc-mismatch'] as const)),
      ...(hasFirmware ? [] : (['missing-firmware'] as const)),
      ...(keys && lackContent(place.host, copies.modules) ? (['bad-signature'] as const) : []),
      ...(indexes.wereCompared ? [] : (['index-differs'] as const)),
    ],
    modules: copies.modules.length,
    builtins: kernel.builtins().size,
    symbolFile: symbolFile === undefined ? undefined : toByteString(symbolFile),
    signatures: summarizeSignatures(signaturesIn(facts)),
  }
}

/** Whether Module.symvers says which module has a symbol, and that module is not there. */
function namedElsewhere({ symvers }: LoadabilityFacts, isThere: IsThere, symbol: string): boolean {
  const owner = symvers.get(symbol)?.owner
  return owner?.kind === 'module' && !isThere(owner.modname)
}

const hasBasicVersions = (facts: KernelFacts<ModuleCopy>, modname: string): boolean =>
  headOf(facts.traits ?? [], facts.find(modname) ?? -1)?.hasBasicVersions ?? false

/** A kernel without modules has nothing that could differ. */
const hasVersions = ({ table: { needed } }: KernelFacts<ModuleCopy>): boolean =>
  needed.name.length === 0 ||
  [needed.crcLow, needed.crcHigh].some(({ values }) => values.some((word) => word !== 0))

/** A flat directory never has these lists. */
function checkLists(kernel: Kernel, copies: ModuleCopies): CheckFinding[] {
  const { place } = kernel
  const found = [
    ...checkOrder(copies, textBeside(kernel, 'modules.order')),
    ...checkBuiltins(copies.modules, {
      list: textBeside(kernel, 'modules.builtin'),
      hasModinfo: readBeside(place, 'modules.builtin.modinfo') !== undefined,
    }),
  ]
  return place.isFlat ? found.filter((one) => !('problem' in one) || one.problem !== 'missing') : found
}

function textBeside({ place }: Kernel, name: string): string | undefined {
  const bytes = readBeside(place, name)
  return bytes && byteString(bytes)
}

function checkCycles(facts: KernelFacts<ModuleCopy>): CheckFinding[] {
  const nameOf = (position: number): string => facts.modules[position]?.modname ?? ''
  // In a tangle each module is in up to a thousand cycles.
  const symbolsOf = memoize(
    (user: number) => new Map(facts.edges(user).map(({ provider, symbols }) => [provider, symbols])),
  )
  return dependencyCycles(facts).map((cycle) => {
    const edges = cycle.slice(0, -1).map((from, i) => {
      const to = cycle[i + 1] ?? from
      const symbols = symbolsOf(from).get(to) ?? []
      return { from: nameOf(from), to: nameOf(to), symbols }
    })
    return finding('cycle', 'error', { modnames: cycle.slice(0, -1).map(nameOf), edges })
  })
}
