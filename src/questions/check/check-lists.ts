/** The lists that a kernel's build leaves: modules.order, modules.builtin and modules.builtin.modinfo. */
import { withoutCompression } from '../../base/module-suffix.ts'
import { parseBuiltinList } from '../../facts/builtin-list.ts'
import type { ModuleCopies, ModuleCopy } from '../../kernel/module-copies.ts'
import { parseModulesOrder } from '../../scan/modules-order.ts'
import { type BuiltinProblem, type CheckFinding, finding, type OrderProblem } from './check-findings.ts'

/** @param text of modules.order; undefined when there is none */
export function checkOrder({ modules, lost }: ModuleCopies, text: string | undefined): CheckFinding[] {
  if (text === undefined) return [orderFinding('missing', [])]
  const order = parseModulesOrder(text)
  if (order.kind === 'corrupt') return [orderFinding('corrupt', [])]
  const listed = new Set(order.uncrelpaths)
  const there = new Set([...modules, ...lost.map(({ copy }) => copy)].map(uncompressed))
  const found: readonly (readonly [OrderProblem, readonly string[]])[] = [
    ['unlisted', [...there].filter((path) => path.startsWith('kernel/') && !listed.has(path))],
    ['gone', [...listed].filter((path) => !there.has(path))],
    ['repeated', repeatedIn(order.uncrelpaths)],
  ]
  return found.filter(([, paths]) => paths.length > 0).map(([problem, paths]) => orderFinding(problem, paths))
}

const orderFinding = (problem: OrderProblem, paths: readonly string[]): CheckFinding =>
  finding('modules-order', 'warning', { problem, paths })

const uncompressed = ({ relpath }: ModuleCopy): string => withoutCompression(relpath)

function repeatedIn(lines: readonly string[]): string[] {
  const met = new Set<string>()
  const repeated = new Set<string>()
  for (const line of lines) {
    if (met.has(line)) repeated.add(line)
    met.add(line)
  }
  return [...repeated]
}

export interface BuiltinLists {
  /** Text of modules.builtin, and whether modules.builtin.modinfo is there. */
  readonly list: string | undefined
  readonly hasModinfo: boolean
}

export function checkBuiltins(
  modules: readonly ModuleCopy[],
  { list, hasModinfo }: BuiltinLists,
): CheckFinding[] {
  const missing = [
    ...(list === undefined ? ['modules.builtin'] : []),
    ...(hasModinfo ? [] : ['modules.builtin.modinfo']),
  ]
  const { paths, badLines } = parseBuiltinList(list ?? '')
  const listed = new Set(paths.map(({ modname }) => modname))
  const found: readonly (readonly [BuiltinProblem, readonly string[]])[] = [
    ['missing', missing],
    ['also-module', modules.filter(({ modname }) => listed.has(modname)).map(({ modname }) => modname)],
    ['bad-line', [...badLines, ...paths.map(({ path }) => path).filter((path) => !path.endsWith('.ko'))]],
  ]
  return found
    .filter(([, names]) => names.length > 0)
    .map(([problem, names]) => finding('builtin', 'warning', { problem, names }))
}
