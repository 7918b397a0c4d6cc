/** Module files: copies that lost, links that lead nowhere, what cannot be read, what is of another kernel; firmware. */
import type { Diagnostic, DiagnosticCode } from '../../base/diagnostic.ts'
import { compareBytes, toByteString } from '../../base/names.ts'
import type { BuiltinModule } from '../../kernel/builtin-modules.ts'
import type { FirmwareStore } from '../../kernel/firmware.ts'
import type { KernelFacts } from '../../kernel/kernel-facts.ts'
import type { KernelLocation } from '../../kernel/kernel-location.ts'
import { valuesOf } from '../../kernel/load-modinfo.ts'
import type { KernelModule, ModuleCopies, ModuleCopy } from '../../kernel/module-copies.ts'
import { copyVerdict } from '../copy-verdict.ts'
import { type CheckFinding, finding } from './check-findings.ts'

/** Two in places of the same rank are a matter of chance; another directory was somebody's will. */
export function checkCopies({ modules, lost, config }: ModuleCopies, moduleDir: string): CheckFinding[] {
  const losersOf = new Map<KernelModule, ModuleCopy[]>()
  for (const { copy, winner } of lost) losersOf.set(winner, [...(losersOf.get(winner) ?? []), copy])
  return modules.flatMap((winner) => {
    const losers = (losersOf.get(winner) ?? []).map((copy) => ({
      path: copy.relpath,
      verdict: copyVerdict(winner, copy, moduleDir, config),
    }))
    if (losers.length === 0) return []
    const isChance = losers.some(({ verdict }) => verdict.rule === 'order')
    const fields = { modname: winner.modname, winner: winner.relpath, losers }
    return [finding('duplicate-module', isChance ? 'warning' : 'note', fields)]
  })
}

/** @param explained paths of modules that another finding is about */
export const checkReadable = (
  facts: KernelFacts<ModuleCopy>,
  explained: ReadonlySet<string> = new Set(),
): CheckFinding[] =>
  [...facts.failures].flatMap(([position, { cause, message }]) => {
    const module = facts.modules[position]
    if (module === undefined || explained.has(module.path)) return []
    const { modname, relpath: path } = module
    return [finding('unreadable-module', 'error', { modname, path, cause, message: toByteString(message) })]
  })

/** Problems found while looking for modules: kmod reports a dangling link like any file that it cannot stat. */
export function checkTree(
  diagnostics: readonly Diagnostic[],
  { host, moduleDir }: Pick<KernelLocation, 'host' | 'moduleDir'>,
): CheckFinding[] {
  return diagnostics.flatMap((diagnostic) => {
    // Of the cache, and not of the tree.
    if (diagnostic.code === 'cache-unwritable') return []
    if (diagnostic.severity === 'info' || TOLD_ELSEWHERE.has(diagnostic.code)) return []
    const target = diagnostic.code === 'entry-unreadable' ? host.readLink(diagnostic.path) : undefined
    if (diagnostic.code !== 'entry-unreadable' || target === undefined)
      return [finding('tree-problem', diagnostic.severity, { diagnostic })]
    const { path } = diagnostic
    const relpath = path.startsWith(`${moduleDir}/`) ? path.slice(moduleDir.length + 1) : path
    return [finding('dangling-link', 'error', { path: relpath, target })]
  })
}

/** Problems that other findings report. */
const TOLD_ELSEWHERE: ReadonlySet<DiagnosticCode> = new Set([
  'module-unreadable',
  'modules-order-missing',
  'modules-order-corrupt',
  'builtin-missing',
  'builtin-modinfo-missing',
  'builtin-bad-line',
])

/** The values of a key in the .modinfo of the module at `path`, in order. */
export type ModinfoValuesOf = (path: string, key: string) => readonly string[]

export interface ReleaseContext {
  readonly release: string
  /** Whether a module has versions of symbols: then the kernel passes over the release (same_magic()). */
  readonly hasVersions: (modname: string) => boolean
  /** Whether the versions could be compared with those of the kernel. */
  readonly canCompare: boolean
}

/** By vermagic, whose first word is the release that a module was built for. */
export function checkReleases(
  modules: readonly ModuleCopy[],
  modinfoOf: ModinfoValuesOf,
  { release, hasVersions, canCompare }: ReleaseContext,
): CheckFinding[] {
  const others = new Map<string, { release: string; hasVersions: boolean; modules: string[] }>()
  for (const { path, modname } of modules) {
    const [vermagic] = modinfoOf(path, 'vermagic')
    const builtFor = vermagic?.split(' ')[0]
    if (builtFor === undefined || builtFor === '' || builtFor === release) continue
    const has = hasVersions(modname)
    const group = others.get(`${builtFor} ${has}`) ?? { release: builtFor, hasVersions: has, modules: [] }
    group.modules.push(modname)
    others.set(`${builtFor} ${has}`, group)
  }
  return [...others.values()].map((group) =>
    finding('foreign-module', !group.hasVersions ? 'error' : canCompare ? 'note' : 'warning', group),
  )
}

export function checkFirmware(
  modules: readonly ModuleCopy[],
  modinfoOf: ModinfoValuesOf,
  firmware: FirmwareStore,
  builtins: ReadonlyMap<string, BuiltinModule> = new Map(),
): CheckFinding[] {
  const users = new Map<string, string[]>()
  const askers = [
    ...modules.map(({ path, modname }) => ({ modname, names: modinfoOf(path, 'firmware') })),
    ...[...builtins.values()].map(({ modname, fields }) => ({
      modname,
      names: valuesOf(fields, 'firmware'),
    })),
  ]
  for (const { modname, names } of askers)
    for (const name of new Set(names)) users.set(name, [...(users.get(name) ?? []), modname])
  return [...users]
    .filter(([name]) => firmware.find(name).length === 0)
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([name, modules]) => finding('missing-firmware', 'warning', { name, modules }))
}
