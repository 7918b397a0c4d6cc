/** The result of a depmod run, and the first difference between two of them. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '../support/our-command.ts'
import { type Ran, run } from './tools.ts'

/** Everything is byte strings. */
export interface Outcome extends Ran {
  readonly files: ReadonlyMap<string, string>
}

/** Files that depmod reads and never writes; a tree that is its own output directory holds them too. */
const INPUTS: readonly string[] = ['modules.order', 'modules.builtin', 'modules.builtin.modinfo']

/** Runs a depmod that writes into `directory`, which is emptied before. */
export async function depmodInto(
  directory: string,
  release: string,
  command: Command,
  args: readonly string[],
): Promise<Outcome> {
  rmSync(directory, { recursive: true, force: true })
  const ran = await run(command, ['-o', directory, ...args, release])
  return { ...ran, files: outputFiles(join(directory, 'lib/modules', release)) }
}

export function outputFiles(directory: string): Map<string, string> {
  const files = new Map<string, string>()
  if (!existsSync(directory)) return files
  for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  ))
    if (entry.isFile() && !INPUTS.includes(entry.name))
      files.set(entry.name, readFileSync(join(directory, entry.name), 'latin1'))
  return files
}

/** The same outcome with every piece of its text rewritten. */
export function rewritten(outcome: Outcome, rewrite: (text: string) => string): Outcome {
  const files = new Map([...outcome.files].map(([name, content]) => [name, rewrite(content)]))
  return { status: outcome.status, stdout: rewrite(outcome.stdout), stderr: rewrite(outcome.stderr), files }
}

/** One line on the first difference, or `undefined` if there is none. */
export function firstDifference(ours: Outcome, theirs: Outcome): string | undefined {
  if (ours.status !== theirs.status)
    return `exit status ${ours.status}, kmod ${theirs.status}${tail(ours.stderr)}`
  return (
    textDifference('stdout', ours.stdout, theirs.stdout) ??
    textDifference('stderr', ours.stderr, theirs.stderr) ??
    filesDifference(ours.files, theirs.files)
  )
}

export function filesDifference(
  ours: ReadonlyMap<string, string>,
  theirs: ReadonlyMap<string, string>,
): string | undefined {
  const [our, their] = [[...ours.keys()].join(' '), [...theirs.keys()].join(' ')]
  if (our !== their) return `files: ${our || 'none'}; kmod: ${their || 'none'}`
  for (const [name, content] of ours) {
    const compare = name.endsWith('.bin') ? byteDifference : textDifference
    const difference = compare(name, content, theirs.get(name) ?? '')
    if (difference !== undefined) return difference
  }
  return undefined
}

export function textDifference(what: string, ours: string, theirs: string): string | undefined {
  if (ours === theirs) return undefined
  const [our, their] = [ours.split('\n'), theirs.split('\n')]
  const at = our.findIndex((line, i) => line !== their[i])
  // No such line: ours is a prefix of theirs.
  const row = at < 0 ? our.length : at
  return `${what} line ${row + 1}: ${quoted(our[row])}, kmod ${quoted(their[row])}`
}

function byteDifference(what: string, ours: string, theirs: string): string | undefined {
  if (ours === theirs) return undefined
  let at = 0
  while (at < ours.length && ours[at] === theirs[at]) at++
  const show = (text: string) => Buffer.from(text.slice(at, at + 16), 'latin1').toString('hex') || 'nothing'
  return `${what} at 0x${at.toString(16)} of ${ours.length} and ${theirs.length} bytes: ${show(ours)}, kmod ${show(theirs)}`
}

const quoted = (line: string | undefined): string =>
  line === undefined ? 'nothing' : JSON.stringify(line.length > 160 ? `${line.slice(0, 160)}...` : line)
const tail = (stderr: string): string =>
  stderr === '' ? '' : `; it said ${quoted(stderr.trimEnd().split('\n').at(-1))}`
