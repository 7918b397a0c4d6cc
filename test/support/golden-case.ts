/**
 * A golden case: a small module tree, the command that is run on it, and the result of real kmod. One text file each,
 * testdata/trees/<case>.txt: a header in JSON (GoldenHeader), then sections, each after a line `-- NAME --`:
 *
 *   -- input/PATH --           a text file; input/moduledir/ is the module directory, all else goes beside the root
 *   -- stdout --, -- stderr -- what the command printed
 *   -- files/PATH --           a file that the command created or replaced; *.bin as hex dump
 *
 * A section whose text has no newline at its end is `-- NAME, no newline at the end --`.
 *
 * Only what differs from the case of an empty tree (EMPTY_CASE) has a section: each input of the module directory that
 * is missing is empty, and each index that is missing is that of a tree without modules. A case that has no such input
 * lists it as `absent`, and one that writes its indexes elsewhere, or none, says so as `writes`.
 *
 * A case runs in a directory of its own whose name has a fixed length, so that paths inside of indexes (external
 * modules have absolute ones) can be replaced by PLACEHOLDER without moving anything.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ContainerFormat } from './containers.ts'
import type { ModuleSpec } from './elf-builder.ts'
import { type GoldenText, parseGoldenText, type Texts } from './golden-text.ts'

export const PLACEHOLDER = '/tmp/tskmod-golden-XXXXXX'
export const DEFAULT_RELEASE = '6.1.0-tskmod'

/** The case whose inputs and outputs the others leave out; its own file has all of them. */
export const EMPTY_CASE = 'tree-empty'

/** A module and its container; by default the one that its file name implies. */
export interface GoldenModule extends ModuleSpec {
  readonly container?: { readonly format?: ContainerFormat; readonly length?: number }
}

/** Paths are relative to the module directory, or start with `{work}/`. Text is byte strings. */
export interface GoldenHeader {
  readonly why: string
  /** Arguments; `{work}` and `{release}` are filled in. The working directory is `{work}`, the root `{work}/root`. */
  readonly args: readonly string[]
  readonly status: number
  /** Version of the kmod that made the expectations. */
  readonly kmod?: string
  readonly release?: string
  /** Module directory below the root, without the release. Default `lib/modules`. */
  readonly moduledir?: string
  /** Inputs of the empty case that this one does not have, by their names in the module directory. */
  readonly absent?: readonly string[]
  /** The directory in which kmod wrote all index files; `nothing` when it wrote none. Default `moduledir`. */
  readonly writes?: string
  readonly modules?: Readonly<Record<string, GoldenModule>>
  /** Files that are not text: with NUL bytes, or junk. Text files are sections. */
  readonly files?: Readonly<Record<string, string>>
  /** Link to target. */
  readonly links?: Readonly<Record<string, string>>
  readonly directories?: readonly string[]
  readonly fifos?: readonly string[]
  /** Seconds since the epoch; every other file has the same, older time. */
  readonly mtimes?: Readonly<Record<string, number>>
  /** Where tskmod deliberately answers differently: the reason, and the different answer. */
  readonly differs?: Differs
}

export interface Differs {
  readonly why: string
  readonly stdout?: readonly string[]
  readonly stderr?: readonly string[]
  readonly status?: number
}

/** The result of a run. Text is byte strings; `files` are named relative to the working directory. */
export interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly files: Texts
}

export interface GoldenCase extends GoldenHeader {
  readonly name: string
  /** Text files by their paths; those below `moduledir/` belong into the module directory. */
  readonly inputs: Texts
  /** The result of kmod, regardless of `differs`. */
  readonly recorded: Outcome
}

const DEFAULT_DIRECTORY = 'moduledir'
const NOTHING = 'nothing'

export function loadCases(trees: string): GoldenCase[] {
  const empty = readGoldenText(trees, EMPTY_CASE)
  return caseNames(trees).map((name) => completeCase(name, readGoldenText(trees, name), empty))
}

export const caseNames = (trees: string): string[] =>
  readdirSync(trees)
    .map((file) => file.replace(/\.txt$/, ''))
    .sort()

export const casePath = (trees: string, name: string): string => join(trees, `${name}.txt`)

export const readGoldenText = (trees: string, name: string): GoldenText =>
  parseGoldenText(readFileSync(casePath(trees, name), 'latin1'))

export function completeCase(name: string, text: GoldenText, empty: GoldenText): GoldenCase {
  const header = JSON.parse(text.header) as GoldenHeader
  const absent = (header.absent ?? []).map((file) => `${DEFAULT_DIRECTORY}/${file}`)
  const inputs = { ...below(empty.sections, 'input'), ...below(text.sections, 'input') }
  for (const file of absent) delete inputs[file]
  return {
    ...header,
    name,
    inputs,
    recorded: {
      status: header.status,
      stdout: text.sections.stdout ?? '',
      stderr: text.sections.stderr ?? '',
      files: { ...emptyIndexes(header, empty), ...below(text.sections, 'files') },
    },
  }
}

function emptyIndexes(
  { writes = DEFAULT_DIRECTORY }: GoldenHeader,
  empty: GoldenText,
): Record<string, string> {
  const files = Object.entries(below(empty.sections, `files/${DEFAULT_DIRECTORY}`))
  return Object.fromEntries(
    writes === NOTHING ? [] : files.map(([file, text]) => [`${writes}/${file}`, text]),
  )
}

/** The sections below a directory, by the rest of their names. */
function below(sections: Texts, directory: string): Record<string, string> {
  const prefix = `${directory}/`
  return Object.fromEntries(
    Object.entries(sections)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, text]) => [name.slice(prefix.length), text]),
  )
}

const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('')

/** The result of kmod for the case, with the answers of `differs` applied. */
export function expectedOutcome({ differs, recorded }: GoldenCase): Outcome {
  return {
    status: differs?.status ?? recorded.status,
    stdout: differs?.stdout ? lines(differs.stdout) : recorded.stdout,
    stderr: differs?.stderr ? lines(differs.stderr) : recorded.stderr,
    files: recorded.files,
  }
}

/**
 * The text of a case with another outcome in place of what was recorded. The header is left as it is: a status or a
 * directory that changes is for a person to see.
 * @throws Error when kmod left out an index that the header says it writes
 */
export function withOutcome(name: string, text: GoldenText, outcome: Outcome, empty: GoldenText): GoldenText {
  const header = JSON.parse(text.header) as GoldenHeader
  const inputs = Object.entries(text.sections).filter(([section]) => section.startsWith('input/'))
  const defaults = name === EMPTY_CASE ? {} : emptyIndexes(header, empty)
  const missing = Object.keys(defaults).filter((file) => !(file in outcome.files))
  if (missing.length > 0) throw new Error(`${name}: kmod did not write ${missing.join(', ')}; see "writes"`)
  const streams = (['stdout', 'stderr'] as const).map((stream) => [stream, outcome[stream]] as const)
  const files = Object.entries(outcome.files).filter(([file, content]) => defaults[file] !== content)
  return {
    header: text.header,
    sections: Object.fromEntries([
      ...inputs,
      ...streams.filter(([, printed]) => printed !== ''),
      ...files.sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, content]) => [`files/${file}`, content]),
    ]),
  }
}
