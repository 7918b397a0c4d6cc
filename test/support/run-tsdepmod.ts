/** Runs the built command as its users do: as a process. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { buildModule, type ModuleSpec } from './elf-builder.ts'

export const TSDEPMOD = resolve(import.meta.dirname, '../../bin/tsdepmod.cjs')
export const RELEASE = '6.1.0-test'

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  /** Calls the command through a link of that name. */
  readonly calledAs?: string
  readonly env?: Readonly<Record<string, string>>
  /** Runs as a user that permissions apply to, which they do not to root. */
  readonly asNobody?: true
}

const NOBODY = 65534

export function runTsdepmod(args: readonly string[], { cwd, calledAs, env, asNobody }: RunOptions = {}): Run {
  const script = calledAs === undefined ? TSDEPMOD : linkTo(TSDEPMOD, calledAs)
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd,
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    ...(asNobody && process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
    env: { ...process.env, PWD: cwd ?? process.cwd(), ...env },
  })
  return { status, stdout, stderr }
}

function linkTo(target: string, name: string): string {
  const link = join(temporaryDirectory(), name)
  symlinkSync(target, link)
  return link
}

/** A directory that is removed when the test ends, whatever its permissions are by then. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tskmod-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A directory that is removed after all tests of the file: to be called outside of tests, or in beforeAll(). */
export function directoryForFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tskmod-file-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Lays out `<root>/lib/modules/<RELEASE>` with built modules and text files, by path below it; returns the root. */
export function layOut(
  modules: Readonly<Record<string, ModuleSpec>>,
  texts: Readonly<Record<string, string>> = {},
): string {
  const root = temporaryDirectory()
  const moduleDir = moduleDirOf(root)
  mkdirSync(moduleDir, { recursive: true })
  for (const [path, spec] of Object.entries(modules)) put(join(moduleDir, path), buildModule(spec))
  const inputs = { 'modules.order': '', 'modules.builtin': '', 'modules.builtin.modinfo': '', ...texts }
  for (const [path, text] of Object.entries(inputs)) put(join(moduleDir, path), text)
  return root
}

export const moduleDirOf = (root: string): string => join(root, 'lib/modules', RELEASE)

export function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  chmodSync(path, 0o644)
}
