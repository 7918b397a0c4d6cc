/** The report of `tskmod why`. */
import type { Staleness } from '../kernel/index-freshness.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import type { CopyReason } from '../questions/why/copy-reasons.ts'
import type { WhyResult, WhySubject, WhyUser } from '../questions/why/why.ts'
import type { EdgeKind, WhyEdge } from '../questions/why/why-edges.ts'
import type { AllPaths, TreeNode } from '../questions/why/why-paths.ts'
import { noteText, stopText } from './closure-remarks.ts'
import { kernelArguments, shellWord, shellWords, sourceText } from './source.ts'
import { type Cell, counted, type Styled, type TextReport } from './text-kit.ts'

export interface WhyAnswer {
  readonly kernel: Kernel
  readonly module: string
  readonly needs: string | undefined
  readonly result: WhyResult
  readonly source: 'indexes' | 'modules'
  readonly staleness: Staleness | undefined
}

/** Writes why one module needs another, or what a module needs and who needs it. */
export function writeWhy(page: TextReport, answer: WhyAnswer): void {
  const { kernel, module, needs, result, source, staleness } = answer
  const { subjects, targets, chain } = result
  const [first] = subjects
  if (first === undefined || (needs !== undefined && targets.length === 0)) {
    writeNothing(page, first === undefined ? module : (needs ?? module), answer)
    return
  }
  if (needs === undefined) writeNeighbours(page, first, answer)
  else if (chain === undefined) writeNoChain(page, subjects, targets)
  else if (result.allPaths !== undefined) writePaths(page, result.allPaths)
  else writeChain(page, result.chainFrom ?? first.modname, chain)
  if (needs !== undefined) writeRemarks(page, subjects)
  writeCycles(page, result)
  if (result.unreadable.length > 0) {
    page.blank()
    page.items({ text: 'Unreadable:', style: 'bad' }, result.unreadable, 0)
  }
  page.blank()
  page.paragraph([{ text: sourceText(kernel, source, staleness), style: 'aside' }], 0)
  page.next(nextSteps(answer, first))
}

const named = (text: string): Styled => ({ text, style: 'name' })

function writeNothing(
  page: TextReport,
  word: string,
  { kernel, result, source, staleness }: WhyAnswer,
): void {
  const { suggestions, lackedBy } = result
  page.paragraph(
    lackedBy.length > 0
      ? [
          { text: word, style: 'bad' },
          'is not there, and is needed by',
          `${lackedBy.join(', ')}: install it from the package of this kernel.`,
        ]
      : [
          { text: 'No module, alias or path', style: 'bad' },
          `is called ${word}.`,
          ...(suggestions.length > 0 ? [`Did you mean ${suggestions.join(', or ')}?`] : []),
        ],
    0,
  )
  page.paragraph([sourceText(kernel, source, staleness)], 0)
}

/** Lists each of several modules of an alias, as the alias is none of their names. */
function writeNoChain(
  page: TextReport,
  subjects: readonly WhySubject[],
  targets: readonly WhySubject[],
): void {
  const names = (modules: readonly WhySubject[]): string => modules.map(({ modname }) => modname).join(', ')
  const verb = subjects.length === 1 ? 'does not need' : 'do not need'
  page.paragraph([named(names(subjects)), { text: verb, style: 'warn' }, named(names(targets))], 0)
}

function writePaths(page: TextReport, { paths, isCut }: AllPaths): void {
  page.heading(isCut ? `More than ${paths.length} paths` : counted(paths.length, 'path'))
  for (const path of paths) page.paragraph([[path[0]?.from ?? '', ...path.map(stepText)].join(' ')], 2, 6)
}

const STEPS: Readonly<Record<EdgeKind, string>> = {
  symbols: '->',
  'softdep-pre': '-(softdep pre)->',
  'softdep-post': '-(softdep post)->',
  weakdep: '-(weakdep)->',
}

const stepText = ({ kind, to }: WhyEdge): string => `${STEPS[kind]} ${to}`

function writeTree(page: TextReport, { below }: TreeNode, depth = 1): void {
  for (const node of below) {
    const kind =
      node.edge === undefined || node.edge.kind === 'symbols' ? '' : ` (${node.edge.kind.replace('-', ' ')})`
    page.line('  '.repeat(depth), named(node.modname), `${kind}${node.isRepeated ? ' ...' : ''}`)
    writeTree(page, node, depth + 1)
  }
}

function writeRemarks(page: TextReport, subjects: readonly WhySubject[]): void {
  const rows = subjects.flatMap(({ word, modname, stop, notes }): Cell[][] => [
    ...(stop === undefined
      ? []
      : [[{ text: modname, style: 'name' } as const, `not loaded for ${word}: ${stopText(stop)}`]]),
    ...notes.map((note): Cell[] => [{ text: note.modname, style: 'name' }, noteText(note)]),
  ])
  if (rows.length === 0) return
  page.heading('modprobe')
  page.table(rows)
}

function writeCycles(page: TextReport, { cycles, subjects, targets }: WhyResult): void {
  const asked = new Set([...subjects, ...targets].map(({ modname }) => modname))
  const own = cycles.filter((names) => names.some((name) => asked.has(name)))
  if (own.length === 0) return
  page.heading('Cycle', 'depmod cannot order these modules, and none of them loads')
  for (const names of own) page.paragraph([names.join(' -> ')])
}

const KINDS: Readonly<Record<EdgeKind, string>> = {
  symbols: 'needs',
  'softdep-pre': 'has a softdep before it on',
  'softdep-post': 'has a softdep after it on',
  weakdep: 'has a weakdep on',
}

function writeChain(page: TextReport, from: string, chain: readonly WhyEdge[]): void {
  page.line(named(from))
  for (const { to, kind, symbols } of chain) {
    page.line('  ', { text: `${KINDS[kind]} `, style: 'aside' }, named(to))
    page.items({ text: kind === 'symbols' ? 'for' : 'as', style: 'aside' }, symbols.map(asSymbol), 6)
  }
  if (chain.length === 0) page.paragraph(['is that module itself'])
}

const asSymbol = (text: string): Styled => ({ text, style: 'symbol' })

/** Longer lists are cut, and the rest is counted. */
const MOST_SYMBOLS = 3

/** The first symbols, and the number of the others. */
function symbolsText(symbols: readonly string[]): string {
  const more = symbols.length - MOST_SYMBOLS
  const shown = symbols.slice(0, MOST_SYMBOLS).join(', ')
  return more > 0 ? `${shown} and ${more} more` : shown
}

function writeNeighbours(page: TextReport, subject: WhySubject, { module, result }: WhyAnswer): void {
  const { providers, users, allUsers, subjects } = result
  page.heading(
    subject.modname,
    subject.isBuiltin ? 'builtin' : (subject.copy?.relpath ?? 'no module of that name'),
  )
  if (module.replaceAll('-', '_') !== subject.modname)
    page.paragraph([
      `${module} resolves to ${counted(subjects.length, 'module')}:`,
      subjects.map(({ modname }) => modname).join(', '),
    ])
  writeCopies(page, subject)
  writeLayers(page, subject)
  writeRemarks(page, subjects)
  // `alias x off` leads to a name that no module has.
  if (subject.copy === undefined && !subject.isBuiltin) return
  page.heading('Needs', providers.length === 0 ? 'no other module' : counted(providers.length, 'module'))
  if (result.tree !== undefined) writeTree(page, result.tree)
  else page.table(providers.map(({ to, kind, symbols }) => neighbourRow(to, kind, symbols)))
  page.heading('Needed by', neededByAside(users, allUsers))
  page.table(users.map(({ modname, kind, symbols }) => neighbourRow(modname, kind, symbols)))
}

function neededByAside(users: readonly WhyUser[], allUsers: readonly string[]): string {
  if (users.length === 0) return 'nobody'
  const direct = users.filter(({ kind }) => kind === 'symbols').length
  const others = allUsers.length - direct
  return others > 0
    ? `${counted(users.length, 'module')}, and by ${others} more through these`
    : counted(users.length, 'module')
}

const neighbourRow = (modname: string, kind: EdgeKind, symbols: readonly string[]): Cell[] => [
  named(modname),
  kind === 'symbols'
    ? { text: symbolsText(symbols), style: 'symbol' }
    : { text: `${kind.replace('-', ' ')}: ${symbols.join(' ')}`, style: 'aside' },
]

function writeCopies(page: TextReport, { copy, lost }: WhySubject): void {
  if (copy === undefined || lost.length === 0) return
  page.heading('Copies', `${lost.length + 1}, of which one is used`)
  page.table([
    [{ text: 'counts', style: 'good' }, copy.relpath],
    ...lost.map(({ copy, verdict }): Cell[] => [
      { text: 'lost', style: 'warn' },
      `${copy.relpath}: ${verdictText(verdict)}`,
    ]),
  ])
}

/** From which layer the copy is; the same path in the layers below is hidden. */
function writeLayers(page: TextReport, { layers: [layer, ...hidden] }: WhySubject): void {
  if (layer === undefined) return
  page.heading('Layers', hidden.length === 0 ? 'one has this file' : `${hidden.length + 1} have this file`)
  page.table([
    [{ text: 'seen', style: 'good' }, layer],
    ...hidden.map((below): Cell[] => [{ text: 'hidden', style: 'warn' }, below]),
  ])
}

function verdictText(reason: CopyReason): string {
  const { rule, winner, loser } = reason
  const byRoot = 'isByRoot' in reason ? " by the root's own depmod.d; see --depmod-config" : ''
  switch (rule) {
    case 'override':
      return `an override names ${winner}${byRoot === '' ? ', in depmod.d' : byRoot}`
    case 'search':
    case 'external':
      return `${winner} comes before ${loser}${byRoot}`
    case 'order':
      return `both are in ${winner}, and the other was found first`
    case 'index':
      return reason.preferred === loser
        ? 'depmod would choose it, and the index names the other: run depmod'
        : `the index names the other, and depmod would choose ${reason.preferred}`
  }
}

function nextSteps(
  { kernel, needs, result }: WhyAnswer,
  { modname }: WhySubject,
): (readonly [string, string])[] {
  const place = kernelArguments(kernel)
  if (needs !== undefined)
    return [
      [`tskmod closure ${shellWord(result.chainFrom ?? modname)} ${place}`, 'everything that it pulls in'],
    ]
  const provider = result.providers.find(
    ({ kind, symbols }) => kind === 'symbols' && symbols.length > MOST_SYMBOLS,
  )
  const user = result.users.find(({ kind, symbols }) => kind === 'symbols' && symbols.length > MOST_SYMBOLS)
  if (provider)
    return [[`tskmod why ${shellWords([modname, provider.to])} ${place}`, 'all the symbols of one step']]
  if (user)
    return [[`tskmod why ${shellWords([user.modname, modname])} ${place}`, 'all the symbols of one step']]
  return [[`tskmod closure ${shellWord(modname)} ${place}`, 'everything that it pulls in, in load order']]
}
