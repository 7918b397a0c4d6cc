/** `tskmod abi`: compares modules with kernels, and reports which modules would load, without loading any. */

import { byteString } from '../../base/bytes.ts'
import {
  type AbiModule,
  type AbiTarget,
  type AbiTargetOptions,
  compareAbi,
  formatDiagnostic,
  KmodError,
  loadModuleSet,
  nodeHost,
  openAbiTarget,
  packageRequires,
  parseStablelist,
  type Refusal,
  toByteString,
  writeAbi,
} from '../../index.ts'
import { hexCrc } from '../../reports/abi-report.ts'
import { locateTarget, openModules } from '../../sources/abi-sources.ts'
import { cacheOf, isExpected, jobsOf } from './kernel-options.ts'
import { type Answer, FINDINGS, FINE, type SubcommandRequest } from './subcommand.ts'

export async function runAbi({ operands, options, progress }: SubcommandRequest): Promise<Answer> {
  const against = options.values('against')
  const emit = options.value('emit')
  if (against.length === 0 && emit === undefined)
    throw new KmodError('KMOD_USAGE', 'no kernel to compare with: add --against PATH')
  const cache = cacheOf(options)
  const warnings = new Set<string>()
  const kept: AbiTargetOptions = {
    ...(cache !== undefined && { cache }),
    onDiagnostic: (diagnostic) =>
      isExpected(options, diagnostic.code) || warnings.add(formatDiagnostic(diagnostic)),
  }
  const targets: AbiTarget[] = []
  for (const path of against) targets.push(await openTarget(path, { ...kept, ...progress }))
  const { paths, host } = await openModules(operands)
  const set = await loadModuleSet(paths, { ...jobsOf(options), ...progress, ...kept, host })
  if (emit !== undefined) {
    const requires = packageRequires(set, targets, emit === 'suse' ? 'suse' : 'rpm')
    return {
      status: FINE,
      warnings: [...warnings],
      document: { ...targetsDocument(targets), requires },
      write: (page) => requires.forEach((line) => void page.line(line)),
    }
  }
  const list = options.value('stablelist')
  const stable =
    list === undefined ? undefined : parseStablelist(byteString(nodeHost.readFile(toByteString(list))))
  const result = await compareAbi(set, targets, stable && { stable })
  const isFine =
    result.unreadable.length === 0 &&
    result.modules.every(({ verdicts }) => verdicts.every(({ loads }) => loads))
  return {
    status: isFine ? FINE : FINDINGS,
    warnings: [...warnings],
    document: {
      ...targetsDocument(targets),
      modules: result.modules.map(moduleDocument),
      unreadable: result.unreadable,
    },
    write: (page) =>
      writeAbi(page, {
        result,
        targets: targets.map(({ name }) => toByteString(name)),
        listAll: options.has('details'),
        hasStablelist: stable !== undefined,
      }),
  }
}

const targetsDocument = (targets: readonly AbiTarget[]): object => ({
  kernels: targets.map(({ name, kind, view }) => ({
    name: toByteString(name),
    kind,
    release: view.release ?? null,
  })),
})

const moduleDocument = ({ modname, path, verdicts, unstable }: AbiModule): object => ({
  modname,
  path,
  unstable,
  verdicts: verdicts.map(({ loads, refusals, otherSigner }) => ({
    loads,
    refusals: refusals.map(refusalDocument),
    ...(otherSigner && { otherSigner }),
  })),
})

/** Versions as they are in Module.symvers. */
function refusalDocument(refusal: Refusal): object {
  if (refusal.kind !== 'version-differs' && refusal.kind !== 'layout') return refusal
  return { ...refusal, expected: hexCrc(refusal.expected), actual: hexCrc(refusal.actual) }
}

/** The name is the operand, not the place in it. */
async function openTarget(path: string, how: AbiTargetOptions): Promise<AbiTarget> {
  const place = await locateTarget(path)
  return { ...(await openAbiTarget(place.path, place.host, how)), name: path }
}
