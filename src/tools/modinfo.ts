/**
 * modinfo as a function: what modules say about themselves. It prints nothing; the command is in
 * cli/modinfo-command.ts.
 */

import { isKmodError, KmodError, nothing, orElse } from '../base/errors.ts'
import { memoize } from '../base/memoize.ts'
import { absoluteFrom, normalizeModname, toByteString } from '../base/names.ts'
import { type ModinfoContent, ModinfoReader } from '../extract/modinfo-reader.ts'
import { parseBuiltinModinfo } from '../facts/builtin-modinfo.ts'
import type { ModinfoField } from '../facts/modinfo-section.ts'
import type { ModuleSignature } from '../facts/signature.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import type { LookedUpModule, MissingDependency, ModuleLookup } from '../lookup/modinfo-lookup.ts'

export interface ModinfoOptions {
  /** The kernel release whose indexes are asked; default: the running one. */
  readonly release?: string
  /** What the module directory is below; default: the root of the file system. */
  readonly root?: string
  /** Take every target for a module's name, never for a file or an alias. */
  readonly byModname?: boolean
  /** Tell only which modules there are and where; read none. */
  readonly pathsOnly?: boolean
  /** The machine to work on. */
  readonly host?: Host
  /** In place of the indexes of the release. */
  readonly lookup?: ModuleLookup
  /**
   * Threads that read the modules of `describeAll`, the main one included: 1 and up. Default: as many as pay, and one
   * with a `host`, which no other thread can have.
   */
  readonly jobs?: number
  /** The compiled worker.js, where it is not in its place. */
  readonly workerUrl?: URL
}

/** What one module says. Text is byte strings. */
export interface ModuleInfo {
  readonly modname: string
  /** Absolute path of its file; none for a builtin module. */
  readonly path?: string
  /** In the order in which they stand there. */
  readonly fields: readonly ModinfoField[]
  /** Identifies the build: 20 bytes as a rule. None for a builtin module. */
  readonly buildId?: Uint8Array
  readonly signature?: ModuleSignature
  /** A file that modules.dep names as its dependency and that is not there. */
  readonly missingDependency?: MissingDependency
  /** Why it could not be read. */
  readonly failure?: KmodError
}

/** Asks about many targets one after the other; what they have in common is read once. */
export interface ModinfoSession {
  /**
   * The modules that `target` stands for, a file, a name or an alias; none when nothing is known of it.
   * @throws KmodError KMOD_USAGE for an alias with unmatched brackets
   */
  describe(target: string): Promise<ModuleInfo[]>
  /**
   * The same for each of many targets, in their order; what `describe` would throw is an answer here. Modules are read
   * on several threads where that pays, so this is how to ask about thousands.
   */
  describeAll(targets: readonly string[]): AsyncIterable<ModuleInfo[] | KmodError>
}

/** As ModinfoSession.describe(), for a single target. */
export const modinfo = (target: string, options: ModinfoOptions = {}): Promise<ModuleInfo[]> =>
  openModinfo(options).describe(target)

export function openModinfo(options: ModinfoOptions = {}): ModinfoSession {
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
      // Loaded here: a single name needs none of it.
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

/** From a target to the modules that it stands for. */
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

/** From a module to what it says; `content`: what another thread has read of its file. */
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

/** kmod: what is builtin is described by the kernel's list even when there is a file too. */
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

/** kmod: ROOT, /lib/modules/ and the release; made absolute by the working directory in front, nothing cleaned. */
const moduleDirOf = (host: Host, { root, release }: ModinfoOptions): string =>
  absolutePath(host, `${toByteString(root ?? '')}/lib/modules/${toByteString(release ?? host.release())}`)

const absolutePath = (host: Host, path: string): string => absoluteFrom(host.workingDirectory(), path)

const SUFFIXES = ['.ko', '.ko.gz', '.ko.xz', '.ko.zst']

/** kmod: by its name and by being a regular file; every other target is a name. */
function isModuleFile(host: Host, path: string): boolean {
  if (!SUFFIXES.some((suffix) => path.length > suffix.length && path.endsWith(suffix))) return false
  return orElse(() => host.status(path), nothing)?.kind === 'file'
}

/** kmod: kernels before 5.2 have no such file, which is the same as one that says nothing. */
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
