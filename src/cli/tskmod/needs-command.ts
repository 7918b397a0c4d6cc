/** `tskmod needs`: which modules import or export symbols of a pattern. */
import { toByteString } from '../../base/names.ts'
import { type NeedsResult, needs } from '../../questions/needs.ts'
import { counted, type TextReport } from '../terminal/text-kit.ts'
import { patternOf } from './pattern.ts'
import { kernelArguments } from './source.ts'
import { type Answer, FINDINGS, FINE, kernelDocument, type Subcommand } from './subcommand.ts'

export const NEEDS: Subcommand = {
  name: 'needs',
  operands: '<symbol-regex>',
  summary: 'Which modules import or export matching symbols',
  details: 'The regular expression may match anywhere in a name: anchor it with ^ and $.',
  worksOn: 'kernel',
  options: [
    { flags: '--importers', help: 'print only the names of modules that import one, a line each' },
    { flags: '--exporters', help: 'print only the names of modules that export one, a line each' },
  ],
  examples: [
    ["needs '^(ata_scsi_ioctl|scsi_add_host|blk_cleanup_queue)$'", 'block drivers, as dracut finds them'],
    ["needs --importers '^dm_register_target$'", 'their names only, for scripts'],
  ],
  async run({ operands: [source = ''], options, openKernel }): Promise<Answer> {
    const pattern = patternOf(source)
    const kernel = await openKernel()
    const result = await needs(kernel, { pattern })
    const only = options.has('importers') ? 'importers' : options.has('exporters') ? 'exporters' : undefined
    const found = only === undefined ? result.symbols : result[only]
    return {
      status: found.length > 0 ? FINE : FINDINGS,
      document: { ...kernelDocument(kernel), pattern: toByteString(source), ...result },
      write: (page) =>
        only === undefined
          ? write(page, toByteString(source), result, kernelArguments(kernel))
          : writeNames(page, result[only]),
    }
  },
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
  for (const { symbol, exportedBy, importedBy } of symbols) {
    page.blank()
    page.line({ text: symbol, style: 'symbol' })
    page.items({ text: 'exported by', style: 'aside' }, exportedBy.length > 0 ? exportedBy : ['no module'])
    page.items({ text: 'imported by', style: 'aside' }, importedBy.length > 0 ? importedBy : ['no module'])
  }
  if (unreadable.length > 0) page.items({ text: 'unreadable:', style: 'warn' }, unreadable, 0)
  const [first] = importers
  if (first !== undefined)
    page.next([[`tskmod why ${first} ${place}`, 'what else it depends on, and who depends on it']])
}
