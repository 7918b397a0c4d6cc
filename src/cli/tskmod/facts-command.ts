/** `tskmod facts`: all that is known of a kernel in one file, which takes the place of the tree. */
import { STDOUT, writeAll } from '../../host/stdio.ts'
import { delayOptimizing } from '../../host/v8-flags.ts'
import { KmodError, makeFacts, toByteString, type WrittenFacts, writeFacts } from '../../index.ts'
import { writeFactsReport } from '../../reports/facts-report.ts'
import { kernelDocument } from '../../reports/json.ts'
import { addToTables } from './facts-parquet.ts'
import { outputPath, requireBinaryOutput, requireDirectoryOf } from './output-file.ts'
import { type Answer, FINE, type GivenOptions, type SubcommandRequest } from './subcommand.ts'

export async function runFacts(request: SubcommandRequest): Promise<Answer> {
  const { options, openKernel } = request
  // Nearly all loops are in WebAssembly: compiling JavaScript for a run of 0.3 s takes more than it saves.
  delayOptimizing()
  refuseWithoutEffect(options)
  if (options.has('parquet')) return addToTables(request)
  const given = outputPath(options)
  if (given === undefined) requireBinaryOutput(options)
  else requireDirectoryOf(given)
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
      output: toByteString(given ?? ''),
      size,
      modules,
      names,
      digests: hasDigests,
      unreadable,
    },
    warnings: unreadable.map((path) => `cannot read ${path}: its facts are missing`),
    write: (page) => {
      if (made) writeAll(STDOUT, made.bytes)
      else writeFactsReport(page, toByteString(given ?? ''), written)
    },
  }
}

/** A mistyped call must not leave out what it asks for: the file next to the tables, or the name of the kernel's origin. */
function refuseWithoutEffect(options: GivenOptions): void {
  const [others, where] = options.has('parquet')
    ? [['output', 'digests'], 'without']
    : [['origin', 'symvers', 'system-map'], 'with']
  const found = others.find((name) => options.has(name))
  if (found !== undefined)
    throw new KmodError('KMOD_USAGE', `--${found} goes ${where} --parquet; see tskmod facts --help`)
}
