/** The report of `tskmod check --against`: what the image lacks compared with the full kernel. */
import { type AgainstResult, LACK_KINDS, type Lack, type LackKind } from '../questions/compare/against.ts'
import { type Cell, counted, type Style, type TextReport } from './text-kit.ts'

const TITLES: Readonly<Record<LackKind, readonly [title: string, style: Style, advice: string]>> = {
  dependency: ['Required modules', 'bad', 'Without them the modules of the image do not load.'],
  softdep: ['Softdeps', 'warn', 'Modules load without them, and may lack a feature.'],
  weakdep: ['Weakdeps', 'warn', 'Some modules request them when they are used.'],
  firmware: ['Firmware', 'warn', 'Devices that request it may not work.'],
  alias: ['Other modules for the same device or name', 'aside', 'The full kernel would load these as well.'],
}

/** Longer lists are cut, and the rest is counted. */
const MOST_LISTED = 20

/**
 * Writes what an image lacks that the full kernel has.
 *
 * @param root how the full kernel is called; a byte string
 * @param listAll list each thing, however many there are
 */
export function writeAgainst(
  page: TextReport,
  { lacks, unknown }: AgainstResult,
  root: string,
  listAll: boolean,
): void {
  page.heading(
    `Against ${root}`,
    lacks.length === 0
      ? 'nothing is lacking'
      : counted(lacks.length, 'thing is lacking', 'things are lacking'),
  )
  for (const kind of LACK_KINDS) {
    const found = lacks.filter((lack) => lack.kind === kind)
    if (found.length === 0) continue
    const [title, style, advice] = TITLES[kind]
    page.blank()
    page.line({ text: title, style }, ` (${found.length})`)
    page.table((listAll ? found : found.slice(0, MOST_LISTED)).map(rowOf))
    if (!listAll && found.length > MOST_LISTED)
      page.paragraph([`and ${found.length - MOST_LISTED} more; --details lists them`])
    page.paragraph([advice])
  }
  if (unknown.length > 0) page.items({ text: 'Not in the full kernel:', style: 'warn' }, unknown, 0)
}

function rowOf({ name, for: users, by }: Lack): Cell[] {
  const more = users.length > 3 ? ` and ${users.length - 3} more` : ''
  const words = by.length > 0 ? `: ${by.slice(0, 3).join(', ')}${by.length > 3 ? ' ...' : ''}` : ''
  return [{ text: name, style: 'name' }, `for ${users.slice(0, 3).join(', ')}${more}${words}`]
}
