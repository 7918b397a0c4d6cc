/** What the kernel would refuse, or take with a warning, of the modules of a tree: the answers of loadability/, grouped. */
import type { LoadabilityFacts } from '../../kernel/loadability-facts.ts'
import { plainModules } from '../../kernel/plain-modules.ts'
import type { KernelView } from '../../loadability/kernel-view.ts'
import type { Refusal, RefusalKind, RefusalOf } from '../../loadability/refusal.ts'
import { isFatal, refusals } from '../../loadability/refusals.ts'
import { type CheckFinding, type CheckSeverity, finding } from './check-findings.ts'

/** A refusal, and the module that it is about. */
export interface ModuleRefusal<K extends RefusalKind = RefusalKind> {
  readonly modname: string
  readonly refusal: RefusalOf<K>
}

/** All refusals of all modules, in depmod's order; but for a missing signature of a module that has no other. */
export function allRefusals({ facts, moduleAt, view }: LoadabilityFacts): ModuleRefusal[] {
  const isPlain = plainModules(facts, view)
  return facts.modules.flatMap(({ modname, position }) => {
    const module = isPlain(position) ? undefined : moduleAt(position)
    return module ? refusals(module, view).map((refusal): ModuleRefusal => ({ modname, refusal })) : []
  })
}

/** Those kinds that other checks do not find by themselves; signatures are in check-signatures.ts. */
export function checkLoad(load: LoadabilityFacts, all: readonly ModuleRefusal[]): CheckFinding[] {
  const { view } = load
  return [
    ...machines(all, view),
    ...vermagics(all, view),
    ...oddVersions(load, all),
    ...missingVersions(all, view),
    ...namespaces(all, view),
    ...licenses(all, view),
    ...kernelExports(all, view),
  ]
}

const ofKind = <K extends RefusalKind>(all: readonly ModuleRefusal[], kind: K): ModuleRefusal<K>[] =>
  all.filter(({ refusal }) => refusal.kind === kind) as unknown as ModuleRefusal<K>[]

const severityOf = (refusal: Refusal, view: KernelView): CheckSeverity =>
  isFatal(refusal, view) ? 'error' : 'warning'

/** Lists by a key, in the order of their first values. */
export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const key = keyOf(value)
    const known = groups.get(key)
    if (known) known.push(value)
    else groups.set(key, [value])
  }
  return [...groups.values()]
}

const modnames = (group: readonly { readonly modname: string }[]): string[] =>
  group.map(({ modname }) => modname)

function machines(all: readonly ModuleRefusal[], view: KernelView): CheckFinding[] {
  const found = ofKind(all, 'foreign-machine')
  return groupBy(found, ({ refusal: { actual } }) => JSON.stringify(actual)).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { actual, expected } = first.refusal
    return [
      finding('foreign-machine', severityOf(first.refusal, view), {
        actual,
        expected,
        modules: modnames(group),
      }),
    ]
  })
}

function vermagics(all: readonly ModuleRefusal[], view: KernelView): CheckFinding[] {
  const differing = groupBy(
    ofKind(all, 'vermagic').filter(
      ({ refusal }) => view.vermagic !== undefined && restOf(refusal.actual) !== restOf(refusal.expected),
    ),
    ({ refusal }) => refusal.actual,
  )
  // If no module has one, the tree is not a whole kernel, and there is nothing to compare with.
  const missing = view.vermagic === undefined ? [] : ofKind(all, 'vermagic-missing')
  return [
    ...differing.flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      const { actual: vermagic, expected } = first.refusal
      return [finding('vermagic', 'error', { vermagic, expected, modules: modnames(group) })]
    }),
    ...missing
      .slice(0, 1)
      .map(({ refusal }) =>
        finding('vermagic-missing', severityOf(refusal, view), { modules: modnames(missing) }),
      ),
  ]
}

/** What follows the release. */
const restOf = (vermagic: string): string => vermagic.slice(`${vermagic} `.indexOf(' '))

/** Versions that are not those of most modules, of symbols whose version nobody states. */
function oddVersions({ inferred }: LoadabilityFacts, all: readonly ModuleRefusal[]): CheckFinding[] {
  const odd = [
    ...ofKind(all, 'layout').map(({ modname, refusal }) => ({
      modname,
      symbol: 'module_layout',
      ...crcs(refusal),
    })),
    ...ofKind(all, 'version-differs').map(({ modname, refusal }) => ({
      modname,
      symbol: refusal.symbol,
      ...crcs(refusal),
    })),
  ]
  return groupBy(odd, ({ symbol }) => symbol).flatMap((group) => {
    const [first] = group
    const known = first && inferred.get(first.symbol)
    if (first === undefined || known === undefined) return []
    const { crc, count, total } = known
    const users = group.map(({ modname, actual }) => ({ modname, crc: BigInt(actual) }))
    return [finding('odd-version', 'error', { symbol: first.symbol, crc: BigInt(crc), count, total, users })]
  })
}

const crcs = ({ expected, actual }: { expected: number; actual: number }) => ({ expected, actual })

/** One that has no versions at all is reported once, however many symbols it needs. */
function missingVersions(all: readonly ModuleRefusal[], view: KernelView): CheckFinding[] {
  const found = ofKind(all, 'version-missing')
  const exporting = ofKind(all, 'export-versions-missing')
  return [
    ...groupBy(found, ({ modname, refusal }) => `${modname} ${refusal.hasVersions}`).flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      const symbols = group.map(({ refusal }) => refusal.symbol)
      const { hasVersions } = first.refusal
      return [
        finding('version-missing', severityOf(first.refusal, view), {
          modname: first.modname,
          hasVersions,
          symbols,
        }),
      ]
    }),
    ...exporting
      .filter(({ modname }) => !found.some((one) => one.modname === modname && !one.refusal.hasVersions))
      .map(({ modname, refusal }) =>
        finding('version-missing', severityOf(refusal, view), {
          modname,
          hasVersions: false,
          symbols: [refusal.symbol],
        }),
      ),
  ]
}

function namespaces(all: readonly ModuleRefusal[], view: KernelView): CheckFinding[] {
  const of = (kind: 'namespace-not-imported' | 'namespace-reserved'): CheckFinding[] =>
    groupBy(ofKind(all, kind), ({ modname, refusal }) => `${modname} ${refusal.namespace}`).flatMap(
      (group) => {
        const [first] = group
        if (first === undefined) return []
        return [
          finding(kind, severityOf(first.refusal, view), {
            modname: first.modname,
            namespace: first.refusal.namespace,
            symbols: group.map(({ refusal }) => refusal.symbol),
          }),
        ]
      },
    )
  const imports = ofKind(all, 'namespace-import').map(({ modname, refusal: { namespace } }) =>
    finding('namespace-reserved', 'error', { modname, namespace, symbols: [] }),
  )
  return [...of('namespace-not-imported'), ...of('namespace-reserved'), ...imports]
}

function licenses(all: readonly ModuleRefusal[], view: KernelView): CheckFinding[] {
  const gplOnly = groupBy(ofKind(all, 'gpl-only'), ({ modname }) => modname).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { modname, refusal } = first
    const symbols = group.map(({ refusal }) => refusal.symbol)
    const { license, taintedBy } = refusal
    return [
      finding('gpl-only', severityOf(refusal, view), {
        modname,
        license,
        symbols,
        ...(taintedBy !== undefined && { taintedBy }),
      }),
    ]
  })
  const providers = groupBy(
    ofKind(all, 'proprietary-provider'),
    ({ modname, refusal }) => `${modname} ${refusal.provider}`,
  ).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { modname, refusal } = first
    const symbols = group.map(({ refusal }) => refusal.symbol)
    return [finding('proprietary-provider', 'error', { modname, provider: refusal.provider, symbols })]
  })
  return [...gplOnly, ...providers]
}

/** What the kernel itself exports: what two modules export is another finding. */
function kernelExports(all: readonly ModuleRefusal[], view: KernelView): CheckFinding[] {
  return groupBy(
    ofKind(all, 'duplicate-export').filter(({ refusal }) => refusal.owner === 'kernel'),
    ({ refusal }) => refusal.symbol,
  ).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { symbol } = first.refusal
    return [finding('kernel-export', severityOf(first.refusal, view), { symbol, modules: modnames(group) })]
  })
}
