import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempTree } from './temp-tree.ts'

/** An erofs image of `root`, by mkfs.erofs itself. */
export function erofsImage(root: string, ...options: string[]): Buffer {
  const file = join(tempTree({}), 'image.erofs')
  execFileSync('mkfs.erofs', ['--quiet', ...options, file, root], { stdio: 'pipe' })
  return readFileSync(file)
}
