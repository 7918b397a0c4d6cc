/** All of a directory tree. Links are not followed, which the recursive readdir of Node.js 22 and later does. */
import * as fs from 'node:fs'
import { join } from 'node:path'

export function entriesBelow(directory: string): fs.Dirent[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry]
    return [entry, ...entriesBelow(join(directory, entry.name))]
  })
}
