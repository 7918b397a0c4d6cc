/** The report of `tskmod reach --deny` about the file that it made. */
import type { DenyFile, Undeniable } from '../questions/reach/deny-file.ts'
import { type Cell, counted, groupDigits, type TextReport } from './text-kit.ts'

/** Longer lists are cut, and the rest is counted. */
const MOST_LISTED = 20

/**
 * Writes which modules a file of modprobe.d denies, and which it cannot.
 *
 * @param output where the file is; a byte string
 */
export function writeDenied(page: TextReport, made: DenyFile, output: string): void {
  page.paragraph(
    [
      { text: 'Wrote', style: 'good' },
      { text: output, style: 'name' },
      `${counted(made.denied.length, 'module')} denied,`,
      `${groupDigits(made.stopped.length)} stopped already; tried ${groupDigits(made.tried)} names`,
    ],
    0,
  )
  page.paragraph([`Store it as /etc/modprobe.d/${made.name}: it has to be read first.`], 0)
  writeDenyProblems(page, made)
}

export function writeDenyProblems(page: TextReport, made: DenyFile): void {
  const { undeniable, alsoStopped, notAllowed, unknown } = made
  section(page, 'Not denied', undeniable, (entry) => [
    { text: entry.modname, style: 'bad' },
    undeniableText(entry),
  ])
  section(page, 'Stopped as well', alsoStopped, ({ modname, needs }) => [
    { text: modname, style: 'warn' },
    `needs ${needs}`,
  ])
  section(page, 'Does not load', notAllowed, (word) => [{ text: word, style: 'bad' }, 'must stay loadable'])
  section(page, 'Unknown', unknown, ({ word, suggestions }) => [
    { text: word, style: 'bad' },
    suggestions.length > 0 ? `did you mean ${suggestions.join(', or ')}?` : 'no module and no alias',
  ])
}

/** The same in lines, when the file itself goes to standard output. */
export const denyWarnings = ({ undeniable, alsoStopped, notAllowed, unknown }: DenyFile): string[] => [
  ...undeniable.map((entry) => `${entry.modname} is not denied: ${undeniableText(entry)}`),
  ...alsoStopped.map(({ modname, needs }) => `${modname} is stopped as well: it needs ${needs}`),
  ...notAllowed.map((word) => `${word} does not load, and is to stay loadable`),
  ...unknown.map(({ word, suggestions }) => unknownText(word, suggestions)),
]

export const unknownText = (word: string, suggestions: readonly string[]): string =>
  suggestions.length > 0
    ? `no module or alias is called ${word}; did you mean ${suggestions.join(', or ')}?`
    : `no module or alias is called ${word}`

function section<T>(page: TextReport, title: string, entries: readonly T[], row: (entry: T) => Cell[]): void {
  if (entries.length === 0) return
  page.heading(title, counted(entries.length, 'module'))
  page.table(entries.slice(0, MOST_LISTED).map(row))
  if (entries.length > MOST_LISTED)
    page.paragraph([
      `and ${counted(entries.length - MOST_LISTED, 'more')}; --json lists them`.replace('mores', 'more'),
    ])
}

function undeniableText(entry: Undeniable): string {
  switch (entry.why) {
    case 'builtin':
      return entry.initcalls.length > 0
        ? `built in; boot with initcall_blacklist=${entry.initcalls.join(',')}`
        : 'built in; its initcalls are not known without a System.map'
    case 'needed':
      return `needed by ${entry.by}, which must stay loadable`
    case 'loads':
      return `still loads by ${entry.way.name}${entry.way.isUncertain ? ', for which a command runs' : ''}`
  }
}
