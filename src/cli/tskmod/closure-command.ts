/** `tskmod closure`: everything that is needed to load some modules, listed or installed into an image. */

import { nothing, orElse } from '../../base/errors.ts'
import type { WorkOptions } from '../../base/interruption.ts'
import {
  type ClosureResult,
  closure,
  fromByteString,
  type InstallResult,
  installClosure,
  type Kernel,
  KmodError,
  type ModuleFilters,
  nodeHost,
  toByteString,
  writeClosure,
} from '../../index.ts'
import { remarkLines } from '../../reports/closure-remarks.ts'
import { closureDocument } from '../../reports/closure-report.ts'
import { allowedNames } from './allowed-names.ts'
import { FILTERS } from './choices.ts'
import { readNames } from './names.ts'
import { requireDirectoryOf } from './output-file.ts'
import { patternOf } from './pattern.ts'
import { type Answer, FINDINGS, FINE, type GivenOptions, type SubcommandRequest } from './subcommand.ts'

export async function answerClosure({
  operands,
  options,
  openKernel,
  progress,
}: SubcommandRequest): Promise<Answer> {
  const names = [...operands, ...options.values('names-from').flatMap(readNames)]
  if (names.length === 0) throw new KmodError('KMOD_USAGE', 'no names given; see tskmod closure --help')
  const kernel = await openKernel()
  const result = await closure(kernel, {
    names,
    allowMissing: options.values('allow-missing').flatMap(allowedNames),
    filters: filtersOf(options),
    firmware: options.has('firmware'),
  })
  const directory = options.value('install')
  const isComplete = result.missing.every(({ isAllowed }) => isAllowed)
  // An image without a requested module is not made.
  const installed =
    directory === undefined || !isComplete ? undefined : await install(kernel, result, directory, progress)
  const { source, staleness } = await kernel.names()
  return {
    status: isComplete ? FINE : FINDINGS,
    document: closureDocument({ kernel, source, result, installed }),
    warnings: options.has('print') ? remarkLines(result, { directory, isComplete }) : [],
    write: (page) =>
      options.has('print')
        ? printOnly(result, options.value('print') ?? '', (line) => page.line(line))
        : writeClosure(page, {
            kernel,
            source,
            staleness,
            result,
            installed,
            directory,
            listAll: options.has('all'),
          }),
  }
}

/** @param target a directory, or an archive where its name ends as that of one */
async function install(
  kernel: Kernel,
  result: ClosureResult,
  target: string,
  progress: Pick<WorkOptions, 'onProgress'>,
): Promise<InstallResult> {
  if (!isArchiveName(target)) return installClosure(kernel, result, { directory: target, ...progress })
  const { openArchiveOutput } = await import('../command-line/archive-output.ts')
  requireDirectoryOf(target)
  const output = openArchiveOutput(target, kernel.place.host)
  const place = { ...kernel.place, host: output.host }
  const installed = await installClosure({ place, options: kernel.options }, result, {
    directory: fromByteString(output.directory),
    ...progress,
  })
  await output.finish()
  return { ...installed, directory: output.directory.slice(0, -1) }
}

/** A directory of such a name stays what it is. */
const isArchiveName = (target: string): boolean =>
  /\.(tar|cpio)(\.\w+)?$/.test(target) &&
  orElse(() => nodeHost.status(toByteString(target)), nothing)?.kind !== 'directory'

function filtersOf(options: GivenOptions): ModuleFilters {
  const given = FILTERS.flatMap(([option, filter]) => {
    const source = options.value(option)
    return source === undefined ? [] : [[filter, patternOf(source)] as const]
  })
  return Object.fromEntries(given)
}

function printOnly(result: ClosureResult, what: string, print: (line: string) => void): void {
  const files = result.firmware.flatMap(({ files }) => files)
  const lines: Readonly<Record<string, () => Iterable<string>>> = {
    names: () => result.modules.map(({ modname }) => modname),
    paths: () => result.modules.map(({ path }) => path),
    firmware: () => new Set(files.map(({ name }) => name)),
    missing: () => result.missing.map(({ name }) => name),
  }
  for (const line of lines[what]?.() ?? []) print(line)
}
