/** Lists a directory tree, so that two trees can be compared. */
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { entriesBelow } from '../support/entries-below.ts'

/** By path below the top: the type and content, in a word or two. Times and owners are ignored. */
export type Listing = ReadonlyMap<string, string>

export function listTree(top: string): Listing {
  const found = entriesBelow(top)
  const paths = found.map(({ parentPath, name }) => join(parentPath, name).slice(top.length + 1))
  return new Map(paths.sort().map((path) => [path, describe(join(top, path))]))
}

function describe(path: string): string {
  const stats = fs.lstatSync(path)
  const mode = (stats.mode & 0o7777).toString(8)
  if (stats.isDirectory()) return `directory ${mode}`
  if (stats.isSymbolicLink()) return `link to ${fs.readlinkSync(path)}`
  if (!stats.isFile()) return `special file ${mode} ${stats.rdev}`
  return `file ${mode} ${createHash('sha256').update(fs.readFileSync(path)).digest('hex')}`
}

export const without = (listing: Listing, leftOut: RegExp): Listing =>
  new Map([...listing].filter(([path]) => !leftOut.test(path)))

/** One line for each path that is in one of them only, or differs. */
export function differences(real: Listing, ours: Listing): string[] {
  const paths = [...new Set([...real.keys(), ...ours.keys()])].sort()
  return paths.flatMap((path) => {
    const [one, other] = [real.get(path), ours.get(path)]
    if (one === other) return []
    if (one === undefined) return [`only with ours: ${path}`]
    if (other === undefined) return [`only with kmod: ${path}`]
    return [`differs: ${path}`]
  })
}
