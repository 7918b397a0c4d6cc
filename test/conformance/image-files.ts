/** Lists the files below the root of an image, in a form that can be compared. */
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'

/**
 * Files and links by path, `/usr` in front of `/lib` left out: what dracut-install makes of it is that of the machine.
 * @param root the front of absolute paths that is left out, too: dracut-install puts firmware at its full path
 */
export function filesBelow(image: string, root: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const entry of fs.readdirSync(image, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name)
    const name = path
      .slice(image.length)
      .replace(root, '')
      .replace(/^\/usr\/lib\//, '/lib/')
    if (name === '/lib') continue
    found.set(name, entry.isSymbolicLink() ? `-> ${relativeTarget(path)}` : describe(path))
  }
  return found
}

/** dracut-install writes link targets in its own way: the file that they lead to is compared. */
function relativeTarget(path: string): string {
  try {
    return describe(fs.realpathSync(path))
  } catch {
    return 'nothing'
  }
}

function describe(path: string): string {
  const hash = createHash('sha256').update(fs.readFileSync(path)).digest('hex').slice(0, 16)
  return `${(fs.statSync(path).mode & 0o7777).toString(8)} ${hash}`
}
