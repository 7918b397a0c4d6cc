/**
 * The modules of one run: found once, queried often. Combines lookups, modules.dep lines and configuration into the
 * view that plans are made from. All access to the machine is passed in.
 * kmod: libkmod/libkmod-module.c kmod_module_new(), kmod_module_parse_depline(), lookup_dep().
 */
import { normalizeModname, tryNormalizeAlias } from '../base/names.ts'
import type { ModprobeConfig } from '../config/modprobe-config.ts'
import {
  findInstallCommand,
  findRemoveCommand,
  findSoftdep,
  isBlacklisted,
  optionsOf,
} from '../config/modprobe-lookups.ts'
import type { LoadedModules, LoadState } from '../lookup/loaded-modules.ts'
import {
  type FoundModule,
  type LookupIndexes,
  type LookupSources,
  lookupModules,
} from '../lookup/lookup-steps.ts'
import type { Module, ModuleView, PlanProblem, Softdeps } from './module-view.ts'

export type ReportProblem = (problem: PlanProblem) => void

export interface ModuleSources {
  readonly moduleDir: string
  readonly config: ModprobeConfig
  readonly indexes: LookupIndexes
  readonly loaded: LoadedModules
  /** Why stat of a file fails, as the name of a system error; `undefined` when it succeeds. */
  fileError(path: string): string | undefined
  readonly report: ReportProblem
}

export interface ModulePool extends ModuleView {
  /** The module with a modname, which need not exist, ignoring aliases. */
  module(modname: string): Module
  /** The module of a file, or the name of a system error if there is none. */
  fromPath(path: string): Module | string
}

/** A module, and what is known of it so far. Every module that a pool returns is one. */
interface Record extends Module {
  path?: string
  dependencies?: readonly Record[]
  isBuiltin?: boolean
  hasSoftdeps?: boolean
}

export const createModulePool = (sources: ModuleSources): ModulePool => new Pool(sources)

/** Its functions are called some ten times for each name, mostly in V8's interpreter: no call leads only to another. */
class Pool implements ModulePool {
  readonly #sources: ModuleSources
  readonly #lookupSources: LookupSources
  readonly #modules = new Map<string, Record>()
  /** What the words of softdeps resolve to, which name the same few modules over and over. */
  readonly #found = new Map<string, readonly FoundModule[] | undefined>()
  /** Each line is looked up at least twice: to find the module, and for what it needs. */
  readonly #lines = new Map<string, string | undefined>()
  /** Files that are known to exist, by their path and by that in modules.dep. */
  readonly #files = new Map<string, Record>()

  constructor(sources: ModuleSources) {
    this.#sources = sources
    const { config, indexes } = sources
    this.#lookupSources = {
      config,
      indexes: { ...indexes, dependencyLine: (modname) => this.#line(modname) },
    }
  }

  #line(modname: string): string | undefined {
    const known = this.#lines.get(modname)
    if (known !== undefined || this.#lines.has(modname)) return known
    const line = this.#sources.indexes.dependencyLine(modname)
    this.#lines.set(modname, line)
    return line
  }

  /** kmod: an alias makes a module of its own, separate from the one of the same name without. */
  module(name: string, alias?: string): Record {
    const modname = name.includes('-') ? name.replaceAll('-', '_') : name
    const key = alias === undefined ? modname : `${modname}/${alias}`
    let module = this.#modules.get(key)
    if (module === undefined) {
      module = alias === undefined ? { modname } : { modname, alias }
      this.#modules.set(key, module)
    }
    return module
  }

  lookup(word: string): Record[] | undefined {
    const name = tryNormalizeAlias(word)
    return name === undefined ? undefined : this.#modulesOf(lookupModules(name, this.#lookupSources))
  }

  #modulesOf(found: readonly FoundModule[]): Record[] {
    return found.map(({ modname, alias, isBuiltin, source }) => {
      const module = this.module(modname, alias)
      if (isBuiltin) module.isBuiltin = true
      // kmod: once here, and again when they are queried: a missing file is reported each time.
      if (source === 'modules.dep') this.dependencies(module)
      return module
    })
  }

  fromPath(path: string): Record | string {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const errno = this.#sources.fileError(path)
    if (errno !== undefined) return errno
    // kmod: a name that ends in a slash is no module, but a directory is treated as a file.
    if (path.endsWith('/')) return 'ENOENT'
    const module = this.module(normalizeModname(path))
    if (module.path === undefined) module.path = path
    else if (module.path !== path) {
      const { modname, path: knownPath } = module
      this.#sources.report({ code: 'module-path-conflict', modname, path, knownPath })
      return 'EEXIST'
    }
    this.#files.set(path, module)
    return module
  }

  dependencies(record: Record): readonly Record[] {
    if (record.dependencies !== undefined) return record.dependencies
    const line = this.#line(record.modname)
    const colon = line?.indexOf(':') ?? -1
    if (line === undefined || colon < 0) return NONE
    record.path ??= this.#absolute(line.slice(0, colon))
    const dependencies =
      colon + 1 === line.length ? NONE : this.#dependenciesIn(line.slice(colon + 1).replaceAll('\t', ' '))
    if (dependencies !== undefined) record.dependencies = dependencies
    return dependencies ?? NONE
  }

  /** kmod: if one file is missing, the module has no dependencies at all. */
  #dependenciesIn(text: string): Record[] | undefined {
    const dependencies: Record[] = []
    for (let at = 0, end = 0; at < text.length; at = end + 1) {
      end = text.indexOf(' ', at)
      if (end < 0) end = text.length
      if (end === at) continue
      const word = text.slice(at, end)
      const module = this.#files.get(word) ?? this.#dependency(word)
      if (module === undefined) return undefined
      dependencies.push(module)
    }
    return dependencies.reverse()
  }

  #dependency(word: string): Record | undefined {
    const path = this.#absolute(word)
    const module = this.fromPath(path)
    if (typeof module !== 'string') {
      this.#files.set(word, module)
      return module
    }
    this.#sources.report({ code: 'dependency-file-missing', path, errno: module })
    return undefined
  }

  #absolute(path: string): string {
    return path.startsWith('/') ? path : `${this.#sources.moduleDir}/${path}`
  }

  path(record: Record): string | undefined {
    if (record.path === undefined) this.dependencies(record)
    return record.path
  }

  isBuiltin(record: Record): boolean {
    record.isBuiltin ??= this.#sources.indexes.isBuiltin(record.modname)
    return record.isBuiltin
  }

  hasSoftdeps(record: Record): boolean {
    record.hasSoftdeps ??= findSoftdep(this.#sources.config, record.modname) !== undefined
    return record.hasSoftdeps
  }

  softdeps({ modname }: Module): Softdeps {
    const softdep = findSoftdep(this.#sources.config, modname)
    if (softdep === undefined) return NO_SOFTDEPS
    return { pre: this.#lookupAll(softdep.pre), post: this.#lookupAll(softdep.post) }
  }

  installCommand({ modname }: Module): string | undefined {
    return findInstallCommand(this.#sources.config, modname)?.command
  }

  removeCommand({ modname }: Module): string | undefined {
    return findRemoveCommand(this.#sources.config, modname)?.command
  }

  options({ modname, alias }: Module): readonly string[] {
    return optionsOf(this.#sources.config, modname, alias)
  }

  isBlacklisted({ modname }: Module): boolean {
    return isBlacklisted(this.#sources.config, modname)
  }

  state(record: Record): LoadState | 'builtin' | undefined {
    return this.isBuiltin(record) ? 'builtin' : this.#sources.loaded.state(record.modname)
  }

  useCount(modname: string): number | undefined {
    return this.#sources.loaded.useCount(modname)
  }

  holders({ modname }: Module): Record[] {
    return this.#sources.loaded.holders(modname).map((holder) => this.module(holder))
  }

  #find(word: string): readonly FoundModule[] | undefined {
    if (!this.#found.has(word)) {
      const name = tryNormalizeAlias(word)
      this.#found.set(word, name === undefined ? undefined : lookupModules(name, this.#lookupSources))
    }
    return this.#found.get(word)
  }

  #lookupAll(words: readonly string[]): Record[] {
    return words.flatMap((word) => {
      const found = this.#find(word)
      if (found === undefined) this.#sources.report({ code: 'softdep-invalid', word })
      return found === undefined ? [] : this.#modulesOf(found)
    })
  }
}

const NONE: readonly never[] = []
const NO_SOFTDEPS: Softdeps = { pre: NONE, post: NONE }
