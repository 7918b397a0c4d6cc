/** `tskmod needs`: which modules import or export symbols that match a pattern. */
import { needs, toByteString, writeNeeds } from '../../index.ts'
import { crcText, kernelDocument } from '../../reports/json.ts'
import { kernelArguments } from '../../reports/source.ts'
import type { TextReport } from '../../reports/text-kit.ts'
import { openWithSymbols } from './open-with-symbols.ts'
import { SYMBOL_OPTIONS } from './options.ts'
import { patternOf } from './pattern.ts'
import { type Answer, FINDINGS, FINE, type Subcommand } from './subcommand.ts'

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
          ? writeNeeds(page, toByteString(source), result, kernelArguments(kernel))
          : writeNames(page, result[only]),
    }
  },
}

function writeNames(page: TextReport, names: readonly string[]): void {
  for (const name of names) page.line(name)
}
