/**
 * modinfo as a function: returns what modules say about themselves. It prints nothing; the command is in
 * cli/modinfo/modinfo-command.ts.
 */

import { isKmodError, KmodError, nothing, orElse } from '../base/errors.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { memoize } from '../base/memoize.ts'
import { hasModuleSuffix } from '../base/module-suffix.ts'
import { absoluteFrom, normalizeModname, toByteString } from '../base/names.ts'
import type { ModinfoContent } from '../extract/modinfo-content.ts'
import { ModinfoReader } from '../extract/modinfo-reader.ts'
import { parseBuiltinModinfo } from '../facts/builtin-modinfo.ts'
import type { ModinfoField } from '../facts/modinfo-section.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import type { LookedUpModule, MissingDependency, ModuleLookup } from '../lookup/modinfo-lookup.ts'
import type { ModuleSignature } from '../signatures/signature.ts'

export interface ModinfoOptions {
  /** The kernel release whose indexes are used; default: the running one. */
  readonly release?: string
  /** The directory that contains the module directory; default: the root of the file system. */
  readonly root?: string
  /** Take every target as a module name, never as a file or an alias. */
  readonly byModname?: boolean
  /** Only return which modules there are and their paths; read none. */
  readonly pathsOnly?: boolean
  /** The machine to work on. */
  readonly host?: Host
  /** Replaces the indexes of the release. */
  readonly lookup?: ModuleLookup
  /**
   * Threads that read the modules of `describeAll`, the main one included: 1 and up. Default: chosen by the amount of
   * work, and one with a `host`, which cannot be shared with another thread.
   */
  readonly jobs?: number
  /** Path of the compiled worker.js, if it is not in its usual place. */
  readonly workerUrl?: URL
}

/** What one module says. Text is byte strings. */
export interface ModuleInfo {
  readonly modname: string
  /** Absolute path of its file; undefined for a builtin module. */
  readonly path?: string
  /** In .modinfo order. */
  readonly fields: readonly ModinfoField[]
  /** Identifies the build: usually 20 bytes. Undefined for a builtin module. */
  readonly buildId?: Uint8Array
  readonly signature?: ModuleSignature
  /** A dependency in modules.dep whose file does not exist. */
  readonly missingDependency?: MissingDependency
  /** Why it could not be read. */
  readonly failure?: KmodError
}

/** Describes many targets one after the other; what they have in common is read once. */
export interface ModinfoSession {
  /**
   * The modules that `target`, a file, a name or an alias, resolves to; empty if unknown.
   * @throws KmodError KMOD_USAGE for an alias with unmatched brackets
   */
  describe(target: string): Promise<ModuleInfo[]>
  /**
   * The same for each of many targets, in their order; errors of `describe` are returned as answers. Modules are read
   * on several threads if there is enough work, so this is the way to query thousands.
   */
  describeAll(targets: readonly string[]): AsyncIterable<ModuleInfo[] | KmodError>
}

/**
 * Reads what modules say about themselves: a file, or every module that a name or an alias finds. Without `release` the
 * running kernel is used.
 *
 * @example
 * const [module] = await modinfo('dm-crypt', { root: '/tmp/image', release: '6.12.0' })
 * console.log(module?.fields.filter(({ key }) => key === 'alias'))
 * @throws KmodError as ModinfoSession.describe()
 */
export const modinfo = (target: string, options: ModinfoOptions = {}): Promise<ModuleInfo[]> =>
  openModinfo(options).describe(target)

const MODINFO_OPTIONS: OptionNames<ModinfoOptions> = {
  release: true,
  root: true,
  byModname: true,
  pathsOnly: true,
  host: true,
  lookup: true,
  jobs: true,
  workerUrl: true,
}

/**
 * Opens the indexes of a kernel for many questions to modinfo; for thousands of names use describeAll().
 *
 * @example
 * const session = openModinfo({ release: '6.12.0' })
 * for await (const answer of session.describeAll(['ext4', 'btrfs'])) console.log(answer)
 * @throws KmodError KMOD_USAGE
 */
export function openModinfo(options: ModinfoOptions = {}): ModinfoSession {
  refuseUnknownOptions<ModinfoOptions>('modinfo()', options, MODINFO_OPTIONS)
  const { jobs } = options
  if (jobs !== undefined && !(Number.isInteger(jobs) && jobs > 0))
    throw new KmodError('KMOD_USAGE', `Expected \`jobs\` to be a whole number from 1 up, got ${jobs}`)
  const host = options.host ?? nodeHost
  const moduleDir = moduleDirOf(host, options)
  const find = finder(host, moduleDir, options)
  const describeFound = describer(host, moduleDir, options)
  return {
    describe: async (target) => inTurn(await find(target), describeFound),
    async *describeAll(targets) {
      // Loaded here: a single name does not need it.
      const { modinfoOfMany } = await import('./modinfo-many.ts')
      const steps = {
        find,
        fileOf: options.pathsOnly ? () => undefined : fileToRead,
        describe: describeFound,
      }
      const { workerUrl } = options
      yield* modinfoOfMany(targets, steps, { host, jobs: options.host ? 1 : jobs, workerUrl })
    },
  }
}

/** Resolves a target to modules. */
function finder(
  host: Host,
  moduleDir: string,
  options: ModinfoOptions,
): (target: string) => Promise<LookedUpModule[]> {
  // Loaded with the first name: files need no index.
  const lookup = memoize(
    async () =>
      options.lookup ?? (await import('../lookup/modinfo-lookup.ts')).openModuleLookup(host, moduleDir),
  )
  return async (target) => {
    const text = toByteString(target)
    if (options.byModname) return (await lookup()).byName(text)
    if (!isModuleFile(host, text)) return (await lookup()).byAlias(text)
    const path = absolutePath(host, text)
    return [{ modname: normalizeModname(path), path, isBuiltin: false }]
  }
}

/** Describes a module; `content`: the data another thread has read from its file. */
type DescribeFound = (
  found: LookedUpModule,
  content?: ModinfoContent | KmodError | undefined,
) => Promise<ModuleInfo>

function describer(host: Host, moduleDir: string, { pathsOnly }: ModinfoOptions): DescribeFound {
  const reader = new ModinfoReader(host)
  const builtinModinfo = memoize(() => readBuiltinModinfo(host, moduleDir))
  return async (found, content) => {
    const name = nameOf(found)
    if (pathsOnly) return { ...name, fields: [] }
    const path = fileToRead(found)
    const read =
      content ?? (path === undefined ? builtinContent(found, builtinModinfo) : await reader.read(path))
    return isKmodError(read) ? { ...name, fields: [], failure: read } : { ...name, ...read }
  }
}

/** kmod: a builtin module is described by the kernel's list even if a file exists too. */
const fileToRead = ({ path, isBuiltin }: LookedUpModule): string | undefined => (isBuiltin ? undefined : path)

function builtinContent(
  { modname, isBuiltin }: LookedUpModule,
  builtinModinfo: () => Uint8Array,
): ModinfoContent | KmodError {
  if (!isBuiltin) return { fields: [] }
  try {
    return { fields: parseBuiltinModinfo(builtinModinfo(), modname) }
  } catch (error) {
    if (isKmodError(error)) return error
    throw error
  }
}

/**
 * kmod: ROOT, /lib/modules/ and the release; made absolute by prepending the working directory, without normalising.
 */
const moduleDirOf = (host: Host, { root, release }: ModinfoOptions): string =>
  absolutePath(host, `${toByteString(root ?? '')}/lib/modules/${toByteString(release ?? host.release())}`)

const absolutePath = (host: Host, path: string): string => absoluteFrom(host.workingDirectory(), path)

/** kmod: a file is recognised by its name and by being a regular file; every other target is a name. */
function isModuleFile(host: Host, path: string): boolean {
  if (!hasModuleSuffix(path)) return false
  return orElse(() => host.status(path), nothing)?.kind === 'file'
}

/** kmod: kernels before 5.2 have no such file, which is treated as an empty one. */
function readBuiltinModinfo(host: Host, moduleDir: string): Uint8Array {
  return orElse(
    () => host.readFile(`${moduleDir}/modules.builtin.modinfo`),
    () => new Uint8Array(0),
    ({ details }) => details.errno === 'ENOENT',
  )
}

const nameOf = ({
  isBuiltin: _,
  ...name
}: LookedUpModule): Pick<ModuleInfo, 'modname' | 'path' | 'missingDependency'> => name

async function inTurn<T, R>(items: readonly T[], action: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await action(item))
  return results
}
