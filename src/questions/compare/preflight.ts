/** What a system's configuration names, put to the kernel that it boots now and to the one that it is to boot next. */
import { type OptionNames, refuseUnknownOptions } from '../../base/known-options.ts'
import { fromByteString, toByteString, tryNormalizeAlias } from '../../base/names.ts'
import { type Mention, namedModules } from '../../config/named-modules.ts'
import { valuesOf } from '../../kernel/load-modinfo.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { COMMON_PARAMETERS, parameterNames } from '../check/check-drivers.ts'
import { findWanted, type WordContext } from '../names/wanted-modules.ts'
import { type DeniedNeed, deniedNeeds } from './denied-needs.ts'
import { type Successor, successorsOf } from './successors.ts'

/**
 *   kept      both kernels have it
 *   built-in  it was a module, and is part of the kernel now
 *   module    it was part of the kernel, and has to be loaded now
 *   gone      only the first kernel has it
 *   new       only the second kernel has it
 *   unknown   neither has it
 */
export const PREFLIGHT_STATES = ['gone', 'module', 'built-in', 'kept', 'new', 'unknown'] as const
export type PreflightState = (typeof PREFLIGHT_STATES)[number]

/** Where a name is: `needs` for a list of the caller's. */
export interface NamedIn {
  readonly file: string
  readonly kind: Mention['kind'] | 'needs'
}

export interface PreflightName {
  /** As it is written. */
  readonly word: string
  readonly state: PreflightState
  readonly namedIn: readonly NamedIn[]
  /** The modnames that it resolves to in each kernel. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Of one that is gone: what has its aliases and exports now, the most first. */
  readonly successors: readonly Successor[]
}

export interface PreflightParameter {
  readonly modname: string
  readonly parameter: string
  readonly file: string
  /** `gone`: the first kernel's module has it; `unknown`: neither has; `builtin`: it has, where modprobe cannot set it. */
  readonly state: 'gone' | 'unknown' | 'builtin'
}

export interface PreflightResult {
  /** By state, in the order of PREFLIGHT_STATES, and by word. */
  readonly names: readonly PreflightName[]
  /** Parameters in `options` lines that do not do what they did. */
  readonly parameters: readonly PreflightParameter[]
  /** Modules that need what the configuration denies: those that are named, and those that did not need it before. */
  readonly denied: readonly DeniedNeed[]
  /** Whether nothing that is named is gone, a parameter included, nor needs what refuses to load. */
  readonly isFine: boolean
}

export interface PreflightOptions {
  /** Where the configuration is: a root. Default: that of the first kernel. */
  readonly configRoot?: string
  /** Further names, each list with the name that it goes by. */
  readonly needs?: readonly { readonly file: string; readonly words: readonly string[] }[]
}

const PREFLIGHT_OPTIONS: OptionNames<PreflightOptions> = { configRoot: true, needs: true }

/**
 * Looks up in both kernels what modules-load.d, modprobe.d and the configuration of initramfs builders name. Both kernels
 * should be opened with the same `modprobeConfig`: see what denies a module.
 *
 * @example
 * const { names } = await preflight(openKernel({ root: '/', release: '6.12.1' }), openKernel({ root: '/', release: '6.12.2' }))
 * console.log(names.filter(({ state }) => state === 'gone').map(({ word }) => word))
 * @throws KmodError KMOD_IO
 */
export async function preflight(
  before: Kernel,
  after: Kernel,
  options: PreflightOptions = {},
): Promise<PreflightResult> {
  refuseUnknownOptions<PreflightOptions>('preflight()', options, PREFLIGHT_OPTIONS)
  const mentions = mentionsFor(before, options)
  const [old, next] = [await finder(before), await finder(after)]
  const names: PreflightName[] = []
  for (const [word, namedIn] of groupWords(mentions)) {
    const [was, is] = [old(word), next(word)]
    const state = stateOf(was, is)
    const successors = state === 'gone' ? await successorsOf(before, after, modnamesOf(was)) : []
    const sides = { before: modnamesOf(was), after: modnamesOf(is) }
    names.push({ word: fromByteString(word), state, namedIn, ...sides, successors })
  }
  const rank = ({ state }: PreflightName): number => PREFLIGHT_STATES.indexOf(state)
  names.sort((a, b) => rank(a) - rank(b) || (a.word < b.word ? -1 : 1))
  const parameters = await changedParameters(before, after, mentions)
  const denied = await deniedNeeds(before, after, {
    mentions,
    wanted: modnamesNamed(names, (kind) => !KEEPS_OUT.has(kind)),
    inInitramfs: modnamesNamed(names, (kind) => kind === 'dracut-add' || kind === 'dracut-force'),
  })
  return {
    names,
    parameters,
    denied,
    isFine:
      !names.some(({ state }) => state === 'gone') &&
      !parameters.some(({ state }) => state === 'gone') &&
      !denied.some(({ isNamed, by }) => isNamed && by !== 'blacklist'),
  }
}

/** Such a name is not one that something wants to load. */
const KEEPS_OUT: ReadonlySet<NamedIn['kind']> = new Set(['install', 'blacklist', 'dracut-omit'])

const modnamesNamed = (
  names: readonly PreflightName[],
  isWanted: (kind: NamedIn['kind']) => boolean,
): string[] =>
  names.filter(({ namedIn }) => namedIn.some(({ kind }) => isWanted(kind))).flatMap(({ after }) => after)

type NamedMention = Omit<Mention, 'kind'> & NamedIn

function mentionsFor(before: Kernel, { configRoot, needs = [] }: PreflightOptions): NamedMention[] {
  const { place } = before
  const root = configRoot === undefined ? place.root : toByteString(configRoot).replace(/\/+$/, '')
  const absolute = root === '' || root.startsWith('/') ? root : `${place.host.workingDirectory()}/${root}`
  return [
    ...needs.flatMap(({ file, words }) =>
      words.map((word) => ({ word: toByteString(word), kind: 'needs' as const, file })),
    ),
    ...namedModules(place.host, absolute),
  ]
}

/** Words that mean the same, by the first of them. */
function groupWords(mentions: readonly NamedMention[]): Map<string, NamedIn[]> {
  const words = new Map<string, string>()
  const groups = new Map<string, NamedIn[]>()
  for (const { word, kind, file } of mentions) {
    const key = tryNormalizeAlias(word) ?? word
    const first = words.get(key) ?? word
    words.set(key, first)
    const known = groups.get(first) ?? []
    if (!known.some((one) => one.kind === kind && one.file === file))
      groups.set(first, [...known, { file, kind }])
  }
  return groups
}

interface FoundOne {
  readonly modname: string
  readonly isBuiltin: boolean
}

/** What a word resolves to, ignoring `install` lines and aliases of modprobe.d. */
async function finder(kernel: Kernel): Promise<(word: string) => FoundOne[]> {
  const names = await kernel.names()
  const { release, moduleDir } = kernel.place
  const context: WordContext = { names, copies: kernel.copies, release, moduleDir }
  return (word) =>
    findWanted(context, [word]).found.flatMap(({ modname }): FoundOne[] => {
      if (kernel.module(modname) !== undefined) return [{ modname, isBuiltin: false }]
      return kernel.builtins().has(modname) || names.isBuiltin(modname) ? [{ modname, isBuiltin: true }] : []
    })
}

const modnamesOf = (found: readonly FoundOne[]): string[] => found.map(({ modname }) => modname)

function stateOf(before: readonly FoundOne[], after: readonly FoundOne[]): PreflightState {
  if (after.length === 0) return before.length === 0 ? 'unknown' : 'gone'
  if (before.length === 0) return 'new'
  const [was, is] = [before, after].map((found) => found.every(({ isBuiltin }) => isBuiltin))
  if (was === is) return 'kept'
  return is ? 'built-in' : 'module'
}

async function changedParameters(
  before: Kernel,
  after: Kernel,
  mentions: readonly NamedMention[],
): Promise<PreflightParameter[]> {
  const found: PreflightParameter[] = []
  for (const { word, kind, file, text = '' } of mentions) {
    if (kind !== 'options') continue
    const is = await parametersOf(after, word)
    if (is === undefined) continue
    const was = await parametersOf(before, word)
    for (const parameter of new Set(parameterNames(text))) {
      const name = parameter.replaceAll('-', '_')
      if (COMMON_PARAMETERS.has(parameter) || parameter === '') continue
      if (!is.names.has(name))
        found.push({ modname: word, parameter, file, state: was?.names.has(name) ? 'gone' : 'unknown' })
      else if (is.isBuiltin && was?.isBuiltin === false)
        found.push({ modname: word, parameter, file, state: 'builtin' })
    }
  }
  return found
}

/** Undefined for what is no module of the kernel. */
async function parametersOf(
  kernel: Kernel,
  modname: string,
): Promise<{ readonly names: ReadonlySet<string>; readonly isBuiltin: boolean } | undefined> {
  const module = kernel.module(modname)
  const fields =
    module === undefined
      ? kernel.builtins().get(modname)?.fields
      : (await kernel.modinfo([module])).get(module.path)?.fields
  if (fields === undefined) return undefined
  const values = [...valuesOf(fields, 'parm'), ...valuesOf(fields, 'parmtype')]
  return {
    names: new Set(values.map((value) => (value.split(':')[0] ?? '').replaceAll('-', '_'))),
    isBuiltin: module === undefined,
  }
}
