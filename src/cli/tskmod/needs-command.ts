/** `tskmod needs`: which modules import or export symbols that match a pattern. */
import { toByteString } from '../../base/names.ts'
import { type NeedsResult, needs, type SymbolUse } from '../../questions/needs.ts'
import { counted, type TextReport } from '../terminal/text-kit.ts'
import { crcText } from './json.ts'
import { SYMBOL_OPTIONS } from './options.ts'
import { patternOf } from './pattern.ts'
import { kernelArguments, openWithSymbols, shellWord } from './source.ts'
import { type Answer, FINDINGS, FINE, kernelDocument, type Subcommand } from './subcommand.ts'

export const NEEDS: Subcommand = {
  name: 'needs',
  operands: '<symbol-regex>',
  summary: 'Which modules import or export matching symbols',
  details: 'The regular expression may match anywhere in a name: anchor it with ^ and $.',
  worksOn: 'kernel',
  options: [
    {
      flags: '--importers',
      isOutput: true,
      help: 'print only the names of modules that import one, one per line',
    },
    {
      flags: '--exporters',
      isOutput: true,
      help: 'print only the names of modules that export one, one per line',
    },
    ...SYMBOL_OPTIONS,
  ],
  examples: [
    ["needs '^(ata_scsi_ioctl|scsi_add_host|blk_cleanup_queue)$'", 'block drivers, as dracut finds them'],
    ["needs --importers '^dm_register_target$'", 'their names only, for scripts'],
  ],
  async run({ operands: [source = ''], options, openKernel }): Promise<Answer> {
    const pattern = patternOf(source)
    const kernel = await openWithSymbols(options, openKernel)
    const result = await needs(kernel, { pattern })
    const only = options.has('importers') ? 'importers' : options.has('exporters') ? 'exporters' : undefined
    const found = only === undefined ? result.symbols : result[only]
    return {
      status: found.length > 0 ? FINE : FINDINGS,
      document: {
        ...{ ...kernelDocument(kernel), pattern: toByteString(source), ...result },
        symbols: result.symbols.map(({ crc, importedCrcs, ...use }) => ({
          ...use,
          crc: crcText(crc),
          importedCrcs: importedCrcs.map(crcText),
        })),
      },
      write: (page) =>
        only === undefined
          ? write(page, toByteString(source), result, kernelArguments(kernel))
          : writeNames(page, result[only]),
    }
  },
}

/** Versions are printed if there are any; an importer whose version differs from the owner's is followed by its own. */
function writeUse(page: TextReport, use: SymbolUse): void {
  const { symbol, exportedBy, importedBy, owner, crc, importedCrcs } = use
  page.blank()
  page.line({ text: symbol, style: 'symbol' })
  const version = crc === 0n ? '' : ` ${crcText(crc)}`
  const exporters = owner === 'module' ? exportedBy : [owner === 'kernel' ? 'the kernel' : 'no module']
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

function writeNames(page: TextReport, names: readonly string[]): void {
  for (const name of names) page.line(name)
}

function write(
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
