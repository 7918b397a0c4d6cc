/** Plans the files of depmod with a cache: what is known is not done again, and what is done is kept. */
import type { Report } from '../base/diagnostic.ts'
import { memoize } from '../base/memoize.ts'
import { beginCachedRun } from '../cache/cached-run.ts'
import {
  type Known,
  knownOutputs,
  type OutputsCache,
  OutputsRecorder,
  STEPS,
} from '../cache/outputs-cache.ts'
import type { CachedOutputs } from '../cache/outputs-format.ts'
import { splitTexts } from '../cache/section-values.ts'
import type { Output } from '../indexes/output.ts'
import { type ModuleFile, moduleFileAt } from '../scan/module-file.ts'
import { extractionOptions, extractionPaths } from './depmod-extract.ts'
import type { DepmodRun } from './depmod-run.ts'
import { outputSettings } from './output-settings.ts'
import { type DepmodFiles, findModules, planFiles } from './plan-files.ts'

/** @param directory of the caches */
export async function planWithCache(run: DepmodRun, directory: string): Promise<DepmodFiles> {
  const { host, moduleDir, report, options } = run
  const cache = { host, directory, moduleDir, report, settings: outputSettings(options) }
  const known = knownOutputs(cache)
  if (known.kind !== 'outputs') return planAnew(run, cache, known)
  const { content } = known
  return {
    modules: memoize(() => modulesAt(splitTexts(content.paths), moduleDir)),
    outputs: outputsAgain(content, report),
  }
}

const modulesAt = (paths: readonly string[], moduleDir: string): ModuleFile[] =>
  paths.map((path) => moduleFileAt(path, moduleDir))

/** Reports what was reported when the outputs were made, at the same moments. */
function outputsAgain({ diagnostics, outputs }: CachedOutputs, report: Report): Iterable<Output> {
  for (const step of diagnostics.slice(0, STEPS.outputs)) step.forEach(report)
  return (function* () {
    for (const [i, output] of outputs.entries()) {
      diagnostics[STEPS.outputs + i]?.forEach(report)
      yield output
    }
  })()
}

async function planAnew(run: DepmodRun, cache: OutputsCache, known: Known): Promise<DepmodFiles> {
  const { moduleDir, report } = run
  const { extractWithCache } = await import('../cache/extract-with-cache.ts')
  const recorder = new OutputsRecorder(cache)
  const search = known.kind === 'search' ? known.search : undefined
  const recorded = { ...run, host: recorder.otherHost(), report: recorder.report }
  const unwritable = once(report)
  let cachedRun = search?.run
  const find = (): readonly ModuleFile[] => {
    recorder.next()
    search?.diagnostics.forEach(recorder.report)
    const modules = search
      ? modulesAt(search.run.paths, moduleDir)
      : findModules({ ...recorded, host: recorder.searchHost() }, recorder.configHost())
    recorder.next()
    return modules
  }
  const read = (modules: readonly ModuleFile[]) => {
    const paths = extractionPaths(run, modules)
    const how = extractionOptions(run, paths)
    cachedRun ??= beginCachedRun(run.host, paths)
    const { directory } = cache
    return extractWithCache(paths, { ...how, directory, moduleDir, report: unwritable }, cachedRun)
  }
  const files = await planFiles({ run: recorded, find, read })
  const keep = (outputs: readonly Output[]): void => {
    if (cachedRun) recorder.keep(cachedRun, outputs, search?.queries, unwritable)
  }
  return { ...files, outputs: keeping(files.outputs, recorder, keep) }
}

/** While the last output is being written to disk, all of them are kept. */
function* keeping(
  outputs: Iterable<Output>,
  recorder: OutputsRecorder,
  keep: (outputs: readonly Output[]) => void,
): Generator<Output> {
  const made: Output[] = []
  recorder.next()
  for (const output of outputs) {
    made.push(output)
    yield output
    recorder.next()
  }
  keep(made)
}

/** Reports only the first time. */
function once(report: Report): Report {
  let isReported = false
  return (diagnostic) => {
    if (!isReported) report(diagnostic)
    isReported = true
  }
}
