/**
 * A golden case: a small module tree, the command that is run on it, and what real kmod made of it.
 *
 *   testdata/trees/<case>/case.json   why, arguments, exit status, modules, links, ...     (GoldenCase)
 *                         input/      text files; `input/moduledir/` is the module directory
 *                         expected/   stdout, stderr and every file the run created or replaced; *.bin as hex dump
 *
 * A case runs in a directory of its own whose name has a fixed length, so that paths inside of indexes (external
 * modules have absolute ones) can be replaced by PLACEHOLDER without moving anything.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ContainerFormat } from './containers.ts'
import type { ModuleSpec } from './elf-builder.ts'
import { fromHexDump } from './hex-dump.ts'

export const PLACEHOLDER = '/tmp/tskmod-golden-XXXXXX'
export const DEFAULT_RELEASE = '6.1.0-tskmod'

/** A module and the container it is in; by default the one that its file name promises. */
export interface GoldenModule extends ModuleSpec {
  readonly container?: { readonly format?: ContainerFormat; readonly length?: number }
}

/** Paths are relative to the module directory, or start with `{work}/`. Text is byte strings. */
export interface GoldenCase {
  readonly why: string
  /** Arguments; `{work}` and `{release}` are filled in. The working directory is `{work}`, the root `{work}/root`. */
  readonly args: readonly string[]
  readonly status: number
  /** Version of the kmod that made `expected/`. */
  readonly kmod?: string
  readonly release?: string
  /** Module directory below the root, without the release. Default `lib/modules`. */
  readonly moduledir?: string
  readonly modules?: Readonly<Record<string, GoldenModule>>
  /** Files that are not text: with NUL bytes, or junk. Text files are in input/. */
  readonly files?: Readonly<Record<string, string>>
  /** Link to target. */
  readonly links?: Readonly<Record<string, string>>
  readonly directories?: readonly string[]
  readonly fifos?: readonly string[]
  /** Seconds since the epoch; every other file has the same, older time. */
  readonly mtimes?: Readonly<Record<string, number>>
  /** Where tskmod means to answer differently from kmod: why, and what it answers instead. */
  readonly differs?: Differs
}

export interface Differs {
  readonly why: string
  readonly stdout?: readonly string[]
  readonly stderr?: readonly string[]
  readonly status?: number
}

/** What a run did. Text is byte strings; `files` are named relative to the working directory. */
export interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly files: Readonly<Record<string, string>>
}

export interface LoadedCase extends GoldenCase {
  readonly name: string
  readonly directory: string
}

export function loadCases(trees: string): LoadedCase[] {
  return readdirSync(trees)
    .sort()
    .map((name) => loadCase(trees, name))
}

export function loadCase(trees: string, name: string): LoadedCase {
  const directory = join(trees, name)
  const text = readFileSync(join(directory, 'case.json'), 'utf8')
  return { ...(JSON.parse(text) as GoldenCase), name, directory }
}

const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('')
const readText = (path: string): string => (existsSync(path) ? readFileSync(path, 'latin1') : '')

/** What kmod made of the case, with the answers of `differs` in place. */
export function expectedOutcome(golden: LoadedCase): Outcome {
  const { differs } = golden
  const expected = join(golden.directory, 'expected')
  return {
    status: differs?.status ?? golden.status,
    stdout: differs?.stdout ? lines(differs.stdout) : readText(join(expected, 'stdout')),
    stderr: differs?.stderr ? lines(differs.stderr) : readText(join(expected, 'stderr')),
    files: expectedFiles(join(expected, 'files')),
  }
}

function expectedFiles(directory: string): Record<string, string> {
  if (!existsSync(directory)) return {}
  const files: Record<string, string> = {}
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(directory.length + 1)
    const text = readFileSync(path, 'latin1')
    if (name.endsWith('.hex')) files[name.slice(0, -'.hex'.length)] = fromHexDump(text)
    else files[name] = text
  }
  return files
}
