/** The page of `tskmod why`. */
import type { Staleness } from '../../kernel/index-freshness.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import type { CopyVerdict } from '../../questions/copy-verdict.ts'
import type { WhyResult, WhySubject, WhyUser } from '../../questions/why.ts'
import type { EdgeKind, WhyEdge } from '../../questions/why-edges.ts'
import { type Cell, counted, type Styled, type TextReport } from '../terminal/text-kit.ts'
import { kernelArguments, shellWord, shellWords, sourceText } from './source.ts'

export interface WhyAnswer {
  readonly kernel: Kernel
  readonly module: string
  readonly needs: string | undefined
  readonly result: WhyResult
  readonly source: 'indexes' | 'modules'
  readonly staleness: Staleness | undefined
}

export function writeWhy(page: TextReport, answer: WhyAnswer): void {
  const { kernel, module, needs, result, source, staleness } = answer
  const { subjects, targets, chain } = result
  const [first] = subjects
  if (first === undefined || (needs !== undefined && targets.length === 0)) {
    writeNothing(page, first === undefined ? module : (needs ?? module), answer)
    return
  }
  if (needs === undefined) writeNeighbours(page, first, answer)
  else if (chain === undefined)
    page.paragraph(
      [named(first.modname), { text: 'does not need', style: 'warn' }, named(targets[0]?.modname ?? needs)],
      0,
    )
  else writeChain(page, first.modname, chain)
  if (result.unreadable.length > 0) {
    page.blank()
    page.items({ text: 'Unreadable:', style: 'bad' }, result.unreadable, 0)
  }
  page.blank()
  page.paragraph([{ text: sourceText(kernel, source, staleness), style: 'aside' }], 0)
  page.next(nextSteps(answer, first))
}

const named = (text: string): Styled => ({ text, style: 'name' })

function writeNothing(page: TextReport, word: string, { kernel, source, staleness }: WhyAnswer): void {
  page.paragraph(
    [{ text: 'Nothing', style: 'bad' }, `is known of ${word}:`, sourceText(kernel, source, staleness)],
    0,
  )
}

const KINDS: Readonly<Record<EdgeKind, string>> = {
  symbols: 'needs',
  'softdep-pre': 'names in softdep pre',
  'softdep-post': 'names in softdep post',
  weakdep: 'names in weakdep',
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

/** More than this are counted. */
const MOST_SYMBOLS = 3

/** The first symbols, and how many more there are. */
function symbolsText(symbols: readonly string[]): string {
  const more = symbols.length - MOST_SYMBOLS
  const shown = symbols.slice(0, MOST_SYMBOLS).join(', ')
  return more > 0 ? `${shown} and ${more} more` : shown
}

function writeNeighbours(page: TextReport, subject: WhySubject, { module, result }: WhyAnswer): void {
  const { providers, users, allUsers, subjects } = result
  page.heading(subject.modname, subject.isBuiltin ? 'builtin' : (subject.copy?.relpath ?? 'no file'))
  if (module.replaceAll('-', '_') !== subject.modname)
    page.paragraph([
      `${module} stands for ${counted(subjects.length, 'module')}:`,
      subjects.map(({ modname }) => modname).join(', '),
    ])
  writeCopies(page, subject)
  page.heading('Needs', providers.length === 0 ? 'no other module' : counted(providers.length, 'module'))
  page.table(providers.map(({ to, kind, symbols }) => neighbourRow(to, kind, symbols)))
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
  page.heading('Copies', `${lost.length + 1}, of which one counts`)
  page.table([
    [{ text: 'counts', style: 'good' }, copy.relpath],
    ...lost.map(({ copy, verdict }): Cell[] => [
      { text: 'lost', style: 'warn' },
      `${copy.relpath}: ${verdictText(verdict)}`,
    ]),
  ])
}

function verdictText({ rule, winner, loser }: CopyVerdict): string {
  switch (rule) {
    case 'override':
      return `an override of depmod.d names ${winner}`
    case 'search':
    case 'external':
      return `${winner} comes before ${loser}`
    case 'order':
      return `both are in ${winner}, and the other one was found first`
  }
}

function nextSteps(
  { kernel, needs, result }: WhyAnswer,
  { modname }: WhySubject,
): (readonly [string, string])[] {
  const place = kernelArguments(kernel)
  if (needs !== undefined)
    return [[`tskmod closure ${shellWord(modname)} ${place}`, 'all that it brings along']]
  const provider = result.providers.find(
    ({ kind, symbols }) => kind === 'symbols' && symbols.length > MOST_SYMBOLS,
  )
  const user = result.users.find(({ kind, symbols }) => kind === 'symbols' && symbols.length > MOST_SYMBOLS)
  if (provider)
    return [[`tskmod why ${shellWords([modname, provider.to])} ${place}`, 'all the symbols of one step']]
  if (user)
    return [[`tskmod why ${shellWords([user.modname, modname])} ${place}`, 'all the symbols of one step']]
  return [[`tskmod closure ${shellWord(modname)} ${place}`, 'all that it brings along, in load order']]
}
