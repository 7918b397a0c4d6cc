/** A call of depmod: its options, and where it works. */
import type { Diagnostic, Report } from '../base/diagnostic.ts'
import { absoluteFrom, toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import type { Output } from '../indexes/output.ts'
import type { ModuleFile } from '../scan/scan-modules.ts'
import { checkOptions, type DepmodOptions, type DepmodResult } from './depmod-options.ts'

/** One call of depmod. */
export interface DepmodRun {
  readonly options: DepmodOptions
  readonly host: Host
  readonly moduleDir: string
  readonly outputDir: string
  readonly report: Report
  result(modules: () => readonly ModuleFile[], outputs: readonly Output[]): DepmodResult
}

export function startRun(options: DepmodOptions): DepmodRun {
  checkOptions(options)
  const diagnostics: Diagnostic[] = []
  const host = options.host ?? nodeHost
  const below = (root: string | undefined): string =>
    `${root === undefined ? '' : absolutePath(host, root)}/${moduleDirectory(options)}/${toByteString(options.release)}`
  return {
    options,
    host,
    moduleDir: below(options.root),
    outputDir: below(options.outdir ?? options.root),
    report: options.onDiagnostic ?? ((d) => diagnostics.push(d)),
    result: (modules, outputs) => ({
      // Few callers look at them, and a run that makes nothing anew does not have them.
      get modules() {
        return modules()
      },
      outputs,
      diagnostics,
    }),
  }
}

/** kmod: the directory of -m is always below the root. */
const moduleDirectory = ({ moduleDirectory }: DepmodOptions): string =>
  toByteString(moduleDirectory ?? 'lib/modules').replace(/^\/+/, '')

const absolutePath = (host: Host, path: string): string =>
  absoluteFrom(host.workingDirectory(), toByteString(path))
