/** Records the contents of a directory, so that a change of any byte, mode or name is seen. */
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'

export type Snapshot = ReadonlyMap<string, string>

/** By path below `directory`; links are not followed. */
export function snapshotOf(directory: string): Snapshot {
  const found = new Map<string, string>()
  const visit = (name: string): void => {
    const path = join(directory, name)
    const stat = fs.lstatSync(path, { bigint: true })
    const content = stat.isFile()
      ? createHash('sha256').update(fs.readFileSync(path)).digest('hex')
      : stat.isSymbolicLink()
        ? fs.readlinkSync(path)
        : ''
    found.set(
      name,
      `${stat.mode} ${stat.ino} ${stat.isDirectory() ? '' : stat.mtimeNs} ${stat.size} ${content}`,
    )
    if (stat.isDirectory()) for (const entry of fs.readdirSync(path)) visit(join(name, entry))
  }
  visit('')
  return found
}

/** The paths that are only in one of two snapshots, or differ. */
export const changesBetween = (before: Snapshot, after: Snapshot): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path))
