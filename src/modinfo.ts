/**
 * modinfo as a function: what modules say about themselves. It prints nothing; the command is in
 * cli/modinfo-command.ts.
 */
import type { ByteSource } from './base/byte-source.ts'
import { isKmodError, KmodError } from './base/errors.ts'
import { normalizeModname, toByteString } from './base/names.ts'
import { openElf } from './elf/elf-image.ts'
import { parseBuiltinModinfo } from './facts/builtin-modinfo.ts'
import { type ModinfoField, parseModinfo } from './facts/modinfo-section.ts'
import { type ModuleSignature, readSignature } from './facts/signature.ts'
import type { Host } from './host/host.ts'
import { nodeHost } from './host/node-host.ts'
import type { LookedUpModule, ModuleLookup } from './modinfo-lookup.ts'
import { ModuleReader } from './read/module-reader.ts'

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
}

/** What one module says. Text is byte strings. */
export interface ModuleInfo {
  readonly modname: string
  /** Absolute path of its file; none for a builtin module. */
  readonly path?: string
  /** In the order in which they stand there. */
  readonly fields: readonly ModinfoField[]
  readonly signature?: ModuleSignature
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
}

/** As ModinfoSession.describe(), for a single target. */
export const modinfo = (target: string, options: ModinfoOptions = {}): Promise<ModuleInfo[]> =>
  openModinfo(options).describe(target)

export function openModinfo(options: ModinfoOptions = {}): ModinfoSession {
  const host = options.host ?? nodeHost
  const moduleDir = moduleDirOf(host, options)
  // Loaded with the first name: files need no index.
  const lookup = lazily(
    async () => options.lookup ?? (await import('./modinfo-lookup.ts')).openModuleLookup(host, moduleDir),
  )
  const reader = new ModuleReader(host)
  const builtinModinfo = lazily(() => readBuiltinModinfo(host, moduleDir))
  const describeFound = (found: LookedUpModule): Promise<ModuleInfo> => {
    if (options.pathsOnly) return Promise.resolve({ ...nameOf(found), fields: [] })
    return attempt(found, () => {
      // kmod: what is builtin is described by the kernel's list even when there is a file too.
      if (found.isBuiltin) return { fields: parseBuiltinModinfo(builtinModinfo(), found.modname) }
      return found.path === undefined ? { fields: [] } : reader.use(found.path, readContent)
    })
  }
  return {
    async describe(target) {
      const text = toByteString(target)
      if (options.byModname) return inTurn(await (await lookup()).byName(text), describeFound)
      if (isModuleFile(host, text)) {
        const path = absolutePath(host, text)
        return [await describeFound({ modname: normalizeModname(path), path, isBuiltin: false })]
      }
      return inTurn(await (await lookup()).byAlias(text), describeFound)
    },
  }
}

/** kmod: ROOT, /lib/modules/ and the release; made absolute by the working directory in front, nothing cleaned. */
const moduleDirOf = (host: Host, { root, release }: ModinfoOptions): string =>
  absolutePath(host, `${toByteString(root ?? '')}/lib/modules/${toByteString(release ?? host.release())}`)

const absolutePath = (host: Host, path: string): string =>
  path.startsWith('/') ? path : `${host.workingDirectory()}/${path}`

const SUFFIXES = ['.ko', '.ko.gz', '.ko.xz', '.ko.zst']

/** kmod: by its name and by being a regular file; every other target is a name. */
function isModuleFile(host: Host, path: string): boolean {
  if (!SUFFIXES.some((suffix) => path.length > suffix.length && path.endsWith(suffix))) return false
  try {
    return host.status(path).kind === 'file'
  } catch (error) {
    if (!isKmodError(error)) throw error
    return false
  }
}

type Content = Pick<ModuleInfo, 'fields' | 'signature'>

function readContent(source: ByteSource): Content {
  const image = openElf(source)
  if (!image.section('.modinfo'))
    throw new KmodError('KMOD_ELF_MALFORMED', 'Cannot read module: it has no section ".modinfo"', {
      section: '.modinfo',
      errno: 'ENODATA',
    })
  const fields = parseModinfo(image)
  const signature = readSignature(source)
  return signature === undefined ? { fields } : { fields, signature }
}

/** kmod: kernels before 5.2 have no such file, which is the same as one that says nothing. */
function readBuiltinModinfo(host: Host, moduleDir: string): Uint8Array {
  try {
    return host.readFile(`${moduleDir}/modules.builtin.modinfo`)
  } catch (error) {
    if (isKmodError(error) && error.details.errno === 'ENOENT') return new Uint8Array(0)
    throw error
  }
}

const nameOf = ({ modname, path }: LookedUpModule): Pick<ModuleInfo, 'modname' | 'path'> =>
  path === undefined ? { modname } : { modname, path }

async function attempt(found: LookedUpModule, read: () => Content | Promise<Content>): Promise<ModuleInfo> {
  try {
    return { ...nameOf(found), ...(await read()) }
  } catch (failure) {
    if (!isKmodError(failure)) throw failure
    return { ...nameOf(found), fields: [], failure }
  }
}

async function inTurn<T, R>(items: readonly T[], action: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await action(item))
  return results
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
