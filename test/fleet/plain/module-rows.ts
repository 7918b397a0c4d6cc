/** The rows that a module's .modinfo gives: what it says about itself, aliases, parameters, firmware, soft dependencies. */
import { tryNormalizeAlias } from '../../../src/base/names.ts'
import type { ModinfoField } from '../../../src/facts/modinfo-section.ts'
import type { ModuleTraits } from '../../../src/facts/module-traits.ts'
import { aliasFamily } from '../../../src/questions/list.ts'
import { likePattern, literalPrefix } from './alias-texts.ts'

export interface ModuleRow {
  readonly modname: string
  readonly builtin: boolean
  readonly path: string | undefined
  readonly size: number | undefined
  readonly version: string | undefined
  readonly srcversion: string | undefined
  readonly license: string | undefined
  readonly vermagic: string | undefined
  readonly intree: boolean
  readonly traits: ModuleTraits | undefined
}

export interface AliasRow {
  readonly literalPrefix: string
  readonly pattern: string
  readonly likePattern: string | undefined
  readonly family: string
  readonly modname: string
  readonly builtin: boolean
}

export interface ParameterRow {
  readonly modname: string
  readonly parameter: string
  readonly type: string | undefined
  readonly description: string | undefined
  readonly builtin: boolean
}

export interface FirmwareRow {
  readonly firmware: string
  readonly modname: string
  readonly builtin: boolean
}

export interface DependencyRow {
  readonly target: string
  readonly modname: string
  readonly kind: 'hard' | 'pre' | 'post' | 'weak'
  readonly builtin: boolean
}

/** What is known of the file of a module; nothing for a builtin one. */
export interface ModuleFileFacts {
  readonly path?: string
  readonly size?: number | undefined
  readonly traits?: ModuleTraits | undefined
}

/** Gathers the rows of one module after the other. */
export class ModuleRows {
  readonly modules: ModuleRow[] = []
  readonly aliases: AliasRow[] = []
  readonly parameters: ParameterRow[] = []
  readonly firmware: FirmwareRow[] = []
  readonly dependencies: DependencyRow[] = []

  add(modname: string, builtin: boolean, fields: readonly ModinfoField[], file: ModuleFileFacts): void {
    const first = new Map<string, string>()
    const parameters = new Map<string, { type?: string; description?: string }>()
    for (const { key, value } of fields) {
      if (key === 'alias') this.#alias(modname, builtin, value)
      else if (key === 'firmware') this.firmware.push({ firmware: value, modname, builtin })
      else if (key === 'parm') noteParameter(parameters, value, 'description')
      else if (key === 'parmtype') noteParameter(parameters, value, 'type')
      else if (key === 'softdep') this.#softdep(modname, builtin, value)
      else if (key === 'weakdep') this.#targets(modname, builtin, value.split(/\s+/), 'weak')
      else if (!first.has(key)) first.set(key, value)
    }
    for (const [parameter, { type, description }] of parameters)
      this.parameters.push({ modname, parameter, type, description, builtin })
    this.modules.push({
      modname,
      builtin,
      path: file.path,
      size: file.size,
      traits: file.traits,
      version: first.get('version'),
      srcversion: first.get('srcversion'),
      license: first.get('license'),
      vermagic: first.get('vermagic'),
      intree: builtin || first.has('intree'),
    })
  }

  /** As modules.alias has it; an alias that depmod leaves out is left out. */
  #alias(modname: string, builtin: boolean, alias: string): void {
    const pattern = tryNormalizeAlias(alias)
    if (pattern === undefined || pattern === '') return
    this.aliases.push({
      literalPrefix: literalPrefix(pattern),
      pattern,
      likePattern: likePattern(pattern),
      family: aliasFamily(alias),
      modname,
      builtin,
    })
  }

  /** `pre: a b post: c`; words before the first of the two mean nothing. */
  #softdep(modname: string, builtin: boolean, value: string): void {
    let kind: 'pre' | 'post' | undefined
    for (const word of value.split(/\s+/)) {
      if (word === 'pre:' || word === 'post:') kind = word === 'pre:' ? 'pre' : 'post'
      else if (kind !== undefined) this.#targets(modname, builtin, [word], kind)
    }
  }

  #targets(modname: string, builtin: boolean, words: readonly string[], kind: DependencyRow['kind']): void {
    for (const word of words) {
      const target = tryNormalizeAlias(word) ?? word
      if (target !== '') this.dependencies.push({ target, modname, kind, builtin })
    }
  }
}

/** `NAME:TEXT`; without a colon it is no parameter. */
function noteParameter(
  parameters: Map<string, { type?: string; description?: string }>,
  value: string,
  key: 'type' | 'description',
): void {
  const colon = value.indexOf(':')
  if (colon < 0) return
  const name = value.slice(0, colon)
  const known = parameters.get(name) ?? {}
  parameters.set(name, { [key]: value.slice(colon + 1), ...known })
}
