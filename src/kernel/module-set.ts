/** Module files that belong to no kernel yet: given one by one, or found below directories. */

import type { Report } from '../base/diagnostic.ts'
import { KmodError } from '../base/errors.ts'
import { type WorkOptions, workOptionsOf } from '../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { memoize } from '../base/memoize.ts'
import { basename, compareBytes, fromByteString, normalizeModname, toByteString } from '../base/names.ts'
import { jobsFor } from '../extract/choose-jobs.ts'
import type { ExtractOptions } from '../extract/extract-modules.ts'
import { partExports } from '../facts/export-rows.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import type { KernelExport, ModuleView } from '../loadability/kernel-view.ts'
import { SymbolOwners } from '../resolve/symbol-owners.ts'
import { extractSet, type ModuleGroup } from './extract-set.ts'
import { KernelFacts } from './kernel-facts.ts'
import type { ModuleCopy } from './module-copies.ts'
import { moduleExports, moduleViewer, moduleViews, proprietaryModules } from './module-views.ts'
import { isSignedAfterCompression } from './verify-modules.ts'

export interface ModuleSetOptions extends WorkOptions {
  readonly jobs?: number
  readonly workerUrl?: URL
  readonly host?: Host
  /** A directory that keeps what is read of the modules below each directory; default: none. */
  readonly cache?: string
  /** Receives problems of the cache; nothing else is reported. */
  readonly onDiagnostic?: Report
}

const MODULE_SET_OPTIONS: OptionNames<ModuleSetOptions> = {
  jobs: true,
  workerUrl: true,
  host: true,
  cache: true,
  onDiagnostic: true,
  signal: true,
  onProgress: true,
}

export interface ModuleSet {
  /** By path. */
  readonly copies: readonly ModuleCopy[]
  /** In the order of `copies`; undefined for files that could not be read. */
  readonly modules: readonly (ModuleView | undefined)[]
  /** One of them, for who does not need them all: each is made of columns when it is asked for. */
  moduleAt(position: number): ModuleView | undefined
  /** @internal */
  readonly facts: KernelFacts
  readonly exports: ReadonlyMap<string, KernelExport>
  readonly proprietary: ReadonlySet<string>
  readonly failures: readonly { readonly path: string; readonly message: string }[]
}

/**
 * Reads the modules once.
 * @param paths files, or directories that are searched for `*.ko`, `*.ko.gz`, `*.ko.xz` and `*.ko.zst`
 * @throws KmodError KMOD_IO for a path that does not exist, KMOD_USAGE when there is no module at all
 */
export async function loadModuleSet(
  paths: readonly string[],
  options: ModuleSetOptions = {},
): Promise<ModuleSet> {
  refuseUnknownOptions<ModuleSetOptions>('loadModuleSet()', options, MODULE_SET_OPTIONS)
  const host = options.host ?? nodeHost
  const groups = paths.map((path) => moduleFiles(host, toByteString(path)))
  const files = [...new Set(groups.flatMap((group) => group.files))]
  if (files.length === 0)
    throw new KmodError('KMOD_USAGE', `there are no modules in ${paths.map(fromByteString).join(', ')}`)
  const copies = files.map((path) => ({
    modname: normalizeModname(basename(path)),
    path,
    relpath: path,
    size: undefined,
    mtimeNs: undefined,
    mode: undefined,
  }))
  const how: ExtractOptions = {
    host,
    jobs: jobsFor(options, files),
    workerUrl: options.workerUrl,
    withTraits: true,
    ...workOptionsOf(options),
    exportsAre: 'flagged',
  }
  const { facts, failures, traits } = await extractSet(files, groups, how, {
    directory: options.cache === undefined ? undefined : toByteString(options.cache),
    report: options.onDiagnostic ?? (() => undefined),
  })
  const { names, needed, fields } = facts
  const table = { names, needed, fields, exported: partExports(facts.exported).offered }
  const owners = new SymbolOwners(facts.names)
  const known = new KernelFacts({
    modules: copies,
    table,
    owners,
    indexOwners: owners,
    failures,
    traits: traits ?? [],
  })
  const modules = memoize(() => moduleViews(known))
  const exports = memoize(() => moduleExports(known))
  return {
    copies,
    facts: known,
    moduleAt: moduleViewer(known),
    get modules() {
      return modules()
    },
    get exports() {
      return exports()
    },
    proprietary: proprietaryModules(known, modules, exports),
    failures: failures.map(({ position, message }) => {
      const path = files[position] ?? ''
      return { path, message: isSignedAfterCompression(host, path) ? SIGNED_LATE : message }
    }),
  }
}

const SIGNED_LATE =
  'It was signed after it was compressed, so the signature is no part of the module: sign the .ko, then compress it'

const MODULE = /\.ko(?:\.gz|\.xz|\.zst)?$/

/** Links to directories are not followed: `build` and `source` lead to sources. */
function moduleFiles(host: Host, path: string): ModuleGroup {
  if (host.status(path).kind !== 'directory') return { files: [path] }
  const directory = path.replace(/(?<=.)\/+$/, '')
  return { directory, files: filesBelow(host, path.replace(/\/+$/, '')) }
}

function filesBelow(host: Host, directory: string): string[] {
  return host
    .listDirectory(directory)
    .toSorted((a, b) => compareBytes(a.name, b.name))
    .flatMap(({ name, kind }) => {
      const full = `${directory}/${name}`
      if (kind === 'directory') return filesBelow(host, full)
      return MODULE.test(name) ? [full] : []
    })
}
