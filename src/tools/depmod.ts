/**
 * depmod as a function: reads every module of a kernel, computes the dependencies, and makes the modules.* files. It
 * prints nothing; the command is in cli/depmod/depmod-command.ts.
 */

import { pause } from '../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { toByteString } from '../base/names.ts'
import type { Output } from '../indexes/output.ts'
import { withoutEmptyDirectories } from '../publish/made-directories.ts'
import { lockDirectory } from '../publish/publish-lock.ts'
import { tidyUp } from '../publish/tidy-up.ts'
import { makeOutputDirectory, writeOutputs } from '../publish/write-outputs.ts'
import { isUpToDate } from '../scan/up-to-date.ts'
import { extract, prestartThreads } from './depmod-extract.ts'
import type { DepmodOptions, DepmodResult } from './depmod-options.ts'
import { type DepmodRun, startRun } from './depmod-run.ts'
import { mayKeepOutputs } from './output-settings.ts'
import { type DepmodFiles, findModules, planFiles } from './plan-files.ts'

const DEPMOD_OPTIONS: OptionNames<DepmodOptions> = {
  release: true,
  root: true,
  moduleDirectory: true,
  outdir: true,
  config: true,
  files: true,
  onlyWhenNewer: true,
  systemMap: true,
  symvers: true,
  reportSymbols: true,
  symbolPrefix: true,
  warnDuplicates: true,
  layout: true,
  publish: true,
  jobs: true,
  kmod: true,
  cache: true,
  workerUrl: true,
  host: true,
  onDiagnostic: true,
  onProgress: true,
  signal: true,
  onDependency: true,
}

/**
 * Reads every module of a kernel, computes which needs which, and writes (or only makes) the `modules.*` files, with
 * kmod's bytes.
 *
 * @returns modules in kmod's order, the files made, and what went wrong without ending the run
 * @example
 * const { modules, diagnostics } = await depmod({ root: '/tmp/image', release: '6.12.0' })
 * for (const { code, severity } of diagnostics) console.warn(severity, code)
 * @throws KmodError KMOD_CYCLE (after a diagnostic for each cycle), KMOD_IO, KMOD_USAGE, KMOD_LIMIT,
 * KMOD_INDEX_BAD_KEY, or the reason of `signal`: in each case no file has changed
 */
export async function depmod(options: DepmodOptions): Promise<DepmodResult> {
  refuseUnknownOptions<DepmodOptions>('depmod()', options, DEPMOD_OPTIONS)
  const run = startRun(options)
  options.signal?.throwIfAborted()
  const { host, outputDir, report } = run
  if (options.publish === 'text') {
    const { modules, outputs } = await filesOf(run)
    return run.result(modules, [...outputs])
  }
  let lock = await lockDirectory(host, outputDir, report, options)
  try {
    tidyUp(host, outputDir, report)
    const { modules, outputs, isNothingNew } = await filesOf(run)
    if (isNothingNew) return run.result(modules, [])
    await pause(options.signal)
    // What was not there could not be locked, and what was removed since may have given its inode to what is made now.
    const isNew = !host.exists(outputDir)
    return await withoutEmptyDirectories(host, async (noting) => {
      makeOutputDirectory(noting, outputDir)
      if (isNew) {
        lock?.release()
        lock = await lockDirectory(host, outputDir, report, options)
      }
      return run.result(modules, await writeOutputs(host, outputDir, untilAborted(outputs, options.signal)))
    })
  } finally {
    lock?.release()
  }
}

/** Outputs are made one after the other, and put in place when all are there: until then the run can be stopped. */
function* untilAborted(outputs: Iterable<Output>, signal: AbortSignal | undefined): Generator<Output> {
  for (const output of outputs) {
    signal?.throwIfAborted()
    yield output
  }
  signal?.throwIfAborted()
}

async function filesOf(run: DepmodRun): Promise<DepmodFiles & { readonly isNothingNew?: true }> {
  // With `onlyWhenNewer`: no module is newer, and there are no outputs.
  if (run.options.onlyWhenNewer && isUpToDate(run.host, run.moduleDir, run.report, run.options.kmod))
    return { modules: () => [], outputs: [], isNothingNew: true }
  const { cache } = run.options
  if (cache !== undefined && mayKeepOutputs(run.options))
    return (await import('./plan-with-cache.ts')).planWithCache(run, toByteString(cache))
  const threads = await prestartThreads(run)
  try {
    const onFirst = (first: string): void => {
      // It takes 20 ms of CPU to start, which does not pay off for a few thousand uncompressed modules.
      if (run.options.jobs !== undefined || !first.endsWith('.ko')) threads?.start(1)
    }
    return await planFiles({
      run,
      find: () => findModules(run, run.host, onFirst),
      read: (modules) => extract(run, modules, threads),
    })
  } finally {
    await threads?.stop()
  }
}
