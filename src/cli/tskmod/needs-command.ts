/** `tskmod needs`: which modules import or export symbols that match a pattern. */
import { needs, toByteString, writeNeeds } from '../../index.ts'
import { crcText, kernelDocument } from '../../reports/json.ts'
import { kernelArguments } from '../../reports/source.ts'
import type { TextReport } from '../../reports/text-kit.ts'
import { openWithSymbols } from './open-with-symbols.ts'
import { patternOf } from './pattern.ts'
import { type Answer, FINDINGS, FINE, type SubcommandRequest } from './subcommand.ts'

export async function runNeeds({
  operands: [source = ''],
  options,
  openKernel,
}: SubcommandRequest): Promise<Answer> {
  const pattern = patternOf(source)
  const kernel = await openWithSymbols(options, openKernel)
  const result = await needs(kernel, { pattern })
  const only = options.has('importers') ? 'importers' : options.has('exporters') ? 'exporters' : undefined
  const found = only === undefined ? result.symbols : result[only]
  return {
    status: found.length > 0 ? FINE : FINDINGS,
    document: {
      ...kernelDocument(kernel),
      pattern: toByteString(source),
      ...result,
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
}

function writeNames(page: TextReport, names: readonly string[]): void {
  for (const name of names) page.line(name)
}
