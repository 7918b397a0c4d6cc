/**
 * Lists a directory tree recursively. Links are not followed, as they are by the recursive readdir of Node.js 22 and
 * later.
 */
import * as fs from 'node:fs'
import { join } from 'node:path'

export function entriesBelow(directory: string): fs.Dirent[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry]
    return [entry, ...entriesBelow(join(directory, entry.name))]
  })
}
