/** The tree on which the cases of modprobe-cases.ts are asked. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildModule } from '../../support/elf-builder.ts'
import { MODULES, type ModprobeCase, TEXTS } from './modprobe-cases.ts'

export const RELEASE = '6.1.0-test'

export interface Answer {
  readonly stdout: string
  readonly stderr: string
  readonly status: number | null
}

export const moduleDirOf = (root: string): string => join(root, 'lib/modules', RELEASE)

/** Modules and the files depmod reads; the indexes are still to be made. */
export function layOutModules(root: string): void {
  for (const [path, spec] of Object.entries(MODULES)) put(join(moduleDirOf(root), path), buildModule(spec))
  for (const [path, text] of Object.entries(TEXTS)) put(join(moduleDirOf(root), path), text)
}

/** What differs from case to case: configuration, ROOT/sys for /sys/module, ROOT/cmdline, missing files. */
export function layOutCase(root: string, { config, loaded, cmdline, without }: ModprobeCase): void {
  mkdirSync(join(root, 'conf'), { recursive: true })
  mkdirSync(join(root, 'sys'), { recursive: true })
  put(join(root, 'cmdline'), cmdline ?? '')
  for (const [name, text] of Object.entries(config ?? {})) put(join(root, 'conf', name), text)
  for (const [modname, { initstate, refcnt, holders }] of Object.entries(loaded ?? {})) {
    const directory = join(root, 'sys', modname)
    mkdirSync(join(directory, 'holders'), { recursive: true })
    if (initstate !== undefined) put(join(directory, 'initstate'), initstate)
    if (refcnt !== undefined) put(join(directory, 'refcnt'), refcnt)
    for (const holder of holders ?? []) put(join(directory, 'holders', holder), '')
  }
  for (const file of without ?? []) rmSync(join(moduleDirOf(root), file))
}

export const argsOf = (root: string, { args }: ModprobeCase): string[] => [
  ...['-C', join(root, 'conf'), '-d', root, '-S', RELEASE],
  ...args.map((arg) => arg.replaceAll('ROOT', root).replaceAll('RELEASE', RELEASE)),
]

export const cwdOf = (root: string, { cwd }: ModprobeCase): string =>
  cwd === undefined ? root : join(moduleDirOf(root), cwd)

/** An answer without what differs from run to run: the tree's path, and the address that kmod prints. */
export const comparable = (root: string, { stdout, stderr, status }: Answer): Answer => ({
  stdout: stdout.replaceAll(root, 'ROOT'),
  stderr: stderr.replaceAll(root, 'ROOT').replace(/ctx=0x[\da-f]+/g, 'ctx=0x0'),
  status,
})

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  chmodSync(path, 0o644)
}
