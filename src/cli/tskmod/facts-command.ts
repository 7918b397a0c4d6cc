/** `tskmod facts`: all that is known of a kernel in one file, which takes the place of the tree. */
import { isTerminal, STDOUT, writeAll } from '../../host/stdio.ts'
import { KmodError, makeFacts, toByteString, type WrittenFacts, writeFacts } from '../../index.ts'
import { writeFactsReport } from '../../reports/facts-report.ts'
import { kernelDocument } from '../../reports/json.ts'
import { addToTables, PARQUET_OPTIONS } from './facts-parquet.ts'
import { SYMBOL_OPTIONS } from './options.ts'
import { requireDirectoryOf } from './output-file.ts'
import { type Answer, FINE, type Subcommand } from './subcommand.ts'

export const FACTS: Subcommand = {
  name: 'facts',
  operands: '',
  summary: 'One file with all that is known of a kernel, in place of its tree',
  details: `Every question takes the file in place of a directory (--root kernel.facts), and so do
tsdepmod -b, tsmodprobe -d and tsmodinfo -b. It has the names, sizes and symbols of modules,
what they say about themselves, the indexes and the configuration, but not the modules.
With --parquet, tables of many kernels instead, about which tskmod fleet answers
questions: run it once for each kernel, as many at a time as wanted.`,
  worksOn: 'kernel',
  options: [
    { flags: '--output <file>', help: 'the file to write (default: standard output, if it is no terminal)' },
    {
      flags: '--digests',
      help: 'also SHA-256 of the content of each module, which diff --content compares; reads each module as a whole',
    },
    ...PARQUET_OPTIONS,
    ...SYMBOL_OPTIONS.map((row) => ({ ...row, help: `with --parquet: ${row.help}` })),
  ],
  examples: [
    ['facts --output kernel.facts', 'keep what is known of this kernel'],
    ['facts --root linux.deb --output kernel.facts', 'the same of a package'],
    ['why ext4 --root kernel.facts', 'ask it, on any machine'],
    ['facts --parquet tables --origin debian', 'add this kernel to tables'],
  ],
  async run(request): Promise<Answer> {
    const { options, openKernel } = request
    if (options.has('parquet')) return addToTables(request)
    const given = options.value('output')
    if (given === undefined && options.has('json'))
      throw new KmodError('KMOD_USAGE', 'with --json, name the file to write: add --output FILE')
    if (given === undefined && isTerminal(STDOUT))
      throw new KmodError('KMOD_USAGE', 'no output file: add --output FILE')
    if (given !== undefined) requireDirectoryOf(given)
    const kernel = await openKernel()
    const how = { digests: options.has('digests') }
    const made = given === undefined ? await makeFacts(kernel, how) : undefined
    const written: WrittenFacts = made ?? (await writeFacts(kernel, given ?? '', how))
    const { size, modules, names, hasDigests } = written
    const unreadable = written.unreadable.map((path) => path.slice(1))
    return {
      status: FINE,
      document: {
        ...kernelDocument(kernel),
        ...{ output: toByteString(given ?? ''), size, modules, names, digests: hasDigests, unreadable },
      },
      warnings: unreadable.map((path) => `cannot read ${path}: its facts are missing`),
      write: (page) => {
        if (made) writeAll(STDOUT, made.bytes)
        else writeFactsReport(page, toByteString(given ?? ''), written)
      },
    }
  },
}
