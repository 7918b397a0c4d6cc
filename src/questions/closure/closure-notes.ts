/** What a closure has to say beside its lists: where modprobe.d matters, and where it does not do what it seems to. */
import { optionsOf } from '../../config/modprobe-lookups.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import { type ModuleInfoFields, valuesOf } from '../../kernel/load-modinfo.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { splitOptions } from '../../plan/module-options.ts'
import { installEffect } from '../install-command.ts'
import type { LoadAttempts } from '../load-attempt.ts'
import { lostCopies } from '../why/copy-reasons.ts'

export type ClosureNote =
  /** modprobe passes over the install command of a module that has softdeps, and loads it. */
  | {
      readonly kind: 'install-void'
      readonly modname: string
      readonly command: string
      /** Modnames that the softdep line in force resolves to. */
      readonly softdeps: readonly string[]
    }
  /** modprobe runs a command in place of loading the module. */
  | { readonly kind: 'install-command'; readonly modname: string; readonly command: string }
  /** On the blacklist, which does not stop a module that was asked for by name, or that another one needs. */
  | { readonly kind: 'blacklist-void'; readonly modname: string }
  /** The module has several softdep lines, of which modprobe takes the first; `words` are those of the others. */
  | { readonly kind: 'softdep-lines'; readonly modname: string; readonly words: readonly string[] }
  /** The index names one copy of the module, and depmod would now choose another. */
  | {
      readonly kind: 'stale-copy'
      readonly modname: string
      readonly path: string
      readonly preferred: string
    }
  /** Options of modprobe.d that the module does not have: the kernel passes over them. */
  | { readonly kind: 'unknown-option'; readonly modname: string; readonly words: readonly string[] }

export interface NotesContext {
  readonly kernel: Kernel
  readonly names: KernelNames
  readonly attempts: LoadAttempts
  readonly modinfo: ReadonlyMap<string, ModuleInfoFields>
}

export interface NotedModule extends ModuleCopy {
  readonly alias?: string
}

export const closureNotes = (context: NotesContext, modules: readonly NotedModule[]): ClosureNote[] =>
  modules.flatMap((module) => notesOf(context, module))

function notesOf({ kernel, names, attempts, modinfo }: NotesContext, module: NotedModule): ClosureNote[] {
  const { modname, alias, relpath, path } = module
  const notes: ClosureNote[] = []
  const install = attempts.installLine(modname)
  if (install?.isVoid)
    notes.push({ kind: 'install-void', modname, command: install.command, softdeps: install.softdeps })
  else if (install !== undefined && installEffect(install.command).effect !== 'refuses')
    notes.push({ kind: 'install-command', modname, command: install.command })
  if (names.config.blacklist.includes(modname)) notes.push({ kind: 'blacklist-void', modname })
  const { beyondModprobe } = names.softdeps(modname)
  if (beyondModprobe.length > 0) notes.push({ kind: 'softdep-lines', modname, words: beyondModprobe })
  for (const { verdict } of names.source === 'indexes' ? lostCopies(kernel, module).slice(0, 1) : [])
    if (verdict.rule === 'index')
      notes.push({ kind: 'stale-copy', modname, path: relpath, preferred: verdict.preferred })
  const words = unknownOptions(optionsOf(names.config, modname, alias), modinfo.get(path))
  if (words.length > 0) notes.push({ kind: 'unknown-option', modname, words })
  return notes
}

/** Parameters that the kernel takes for every module. kernel/params.c, kernel/module/main.c unknown_module_param_cb() */
const ALWAYS_KNOWN = ['async_probe', 'dyndbg']

function unknownOptions(options: readonly string[], info: ModuleInfoFields | undefined): string[] {
  if (options.length === 0 || info === undefined || info.failure !== undefined) return []
  const known = new Set(ALWAYS_KNOWN)
  for (const key of ['parm', 'parmtype'])
    for (const value of valuesOf(info.fields, key)) known.add(withoutDashes(value.split(':')[0] ?? ''))
  const words = options.flatMap((text) => splitOptions(text))
  return [...new Set(words.filter((word) => !known.has(withoutDashes(nameOf(word)))))]
}

/** A quote may stand before the name as well as before the value. kernel/params.c next_arg() */
const nameOf = (word: string): string => word.replace(/^"/, '').split('=')[0] ?? ''

/** The kernel compares names of parameters so. kernel/params.c parameq() */
const withoutDashes = (name: string): string => name.replaceAll('-', '_')
