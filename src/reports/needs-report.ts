/** The page of `tskmod needs`. */
import type { NeedsResult, SymbolUse } from '../questions/needs.ts'
import { crcText } from './json.ts'
import { shellWord } from './source.ts'
import { counted, type TextReport } from './text-kit.ts'

/**
 * Writes who exports and who imports each symbol that was found, with versions where there are any.
 *
 * @param source the regular expression; a byte string
 * @param place the options that lead to the kernel, for the commands to run next
 */
export function writeNeeds(
  page: TextReport,
  source: string,
  { symbols, importers, exporters, unreadable }: NeedsResult,
  place: string,
): void {
  if (symbols.length === 0)
    page.paragraph(
      [{ text: 'No module', style: 'bad' }, `imports or exports a symbol that matches ${source}`],
      0,
    )
  else
    page.heading(
      counted(symbols.length, 'symbol'),
      `imported by ${counted(importers.length, 'module')}, exported by ${counted(exporters.length, 'module')}`,
    )
  for (const use of symbols) writeUse(page, use)
  if (unreadable.length > 0) page.items({ text: 'unreadable:', style: 'warn' }, unreadable, 0)
  const [first] = importers
  if (first !== undefined)
    page.next([[`tskmod why ${shellWord(first)} ${place}`, 'what else it depends on, and who depends on it']])
}

/** Of a symbol that no module exports. Without a file of symbols it is not known what the kernel itself has. */
const OWNERS = { kernel: 'the kernel', unknown: 'no module: by the kernel, or by nothing' } as const

/** Versions are printed where there are any; importers with another version than the owner have it behind their name. */
function writeUse(page: TextReport, use: SymbolUse): void {
  const { symbol, exportedBy, importedBy, owner, crc, importedCrcs } = use
  page.blank()
  page.line({ text: symbol, style: 'symbol' })
  const version = crc === 0n ? '' : ` ${crcText(crc)}`
  const exporters = owner === 'module' ? exportedBy : [OWNERS[owner]]
  const last = exporters.length - 1
  page.items(
    { text: 'exported by', style: 'aside' },
    exporters.map((name, i) => (i === last ? `${name}${version}` : name)),
  )
  const wanted = importedBy.map((name, i) => {
    const own = importedCrcs[i] ?? 0n
    return own === 0n || own === crc ? name : `${name} (${crcText(own)})`
  })
  page.items({ text: 'imported by', style: 'aside' }, wanted.length > 0 ? wanted : ['no module'])
}
