/**
 * Lists the modules in the running kernel, from /sys/module:
 *
 *   <modname>/initstate   `live`, `coming` or `going`; missing while the module is being loaded
 *   <modname>/refcnt      number of users
 *   <modname>/holders/    the modules that need it
 *
 * kmod: libkmod/libkmod-module.c kmod_module_get_initstate(), kmod_module_get_refcnt(), kmod_module_get_holders().
 */
import { byteString } from '../base/bytes.ts'
import { nothing, orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'

export type LoadState = 'live' | 'coming' | 'going'

export interface LoadedModules {
  /** `undefined`: not in the kernel. */
  state(modname: string): LoadState | undefined
  /** `undefined`: the kernel does not say. */
  useCount(modname: string): number | undefined
  /** Modnames. */
  holders(modname: string): readonly string[]
}

/** A kernel without modules: used when the running kernel is to be ignored. */
export const NO_LOADED_MODULES: LoadedModules = {
  state: () => undefined,
  useCount: () => undefined,
  holders: () => [],
}

/** Receives the path and the text of a file of /sys/module that cannot be parsed. */
export type ReportSysfs = (kind: 'initstate' | 'refcnt', path: string, text: string) => void

const SYS_MODULE = '/sys/module'

export function loadedModules(host: Host, report: ReportSysfs = () => {}): LoadedModules {
  return {
    state: (modname) => readState(host, `${SYS_MODULE}/${modname}`, report),
    useCount: (modname) => readUseCount(host, `${SYS_MODULE}/${modname}/refcnt`, report),
    // kmod takes the order of readdir().
    holders: (modname) =>
      orElse(
        () => host.listDirectory(`${SYS_MODULE}/${modname}/holders`),
        () => [],
      ).map(({ name }) => name),
  }
}

function readState(host: Host, directory: string, report: ReportSysfs): LoadState | undefined {
  const path = `${directory}/initstate`
  const text = readText(host, path)
  if (text === undefined)
    return orElse(() => host.status(directory), nothing)?.kind === 'directory' ? 'coming' : undefined
  const state = STATES.get(text)
  if (state === undefined) report('initstate', path, text)
  return state
}

const STATES: ReadonlyMap<string, LoadState> = new Map([
  ['live\n', 'live'],
  ['coming\n', 'coming'],
  ['going\n', 'going'],
])

function readUseCount(host: Host, path: string, report: ReportSysfs): number | undefined {
  const text = readText(host, path)
  if (text === undefined) return undefined
  if (/^\s*[+-]?\d+\n?$/.test(text)) return Number(text)
  report('refcnt', path, text)
  return undefined
}

const readText = (host: Host, path: string): string | undefined =>
  orElse(() => byteString(host.readFile(path)), nothing)
