/** A tree with one of everything that archives are written of, and a listing of a directory that such a one was unpacked to. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { FileTree } from '../../src/archives/file-tree.ts'

const LONG = `deep/${'name-'.repeat(30)}/${'file-'.repeat(30)}`

export function packedSample(): FileTree {
  const tree = new FileTree()
  const common = { mtimeNs: 5n }
  const file = (path: string, text: string, mode = 0o644): void =>
    tree.add({ ...common, path, kind: 'file', mode, content: memoryRange(Buffer.from(text)) })
  file('lib/b', 'B')
  file('lib/a', 'x'.repeat(1025), 0o755)
  file('lib/empty', '')
  file(LONG, 'long')
  tree.add({ ...common, path: 'sub', kind: 'directory', mode: 0o700 })
  tree.add({ ...common, path: 'link', kind: 'symlink', mode: 0o777, target: 'lib/a' })
  tree.add({ ...common, path: 'far', kind: 'symlink', mode: 0o777, target: `/${LONG}` })
  return tree
}

export const SAMPLE_LISTING = [
  'deep 755',
  `${LONG} 644 long`,
  `${LONG.slice(0, LONG.lastIndexOf('/'))} 755`,
  `far -> /${LONG}`,
  'lib 755',
  `lib/a 755 ${'x'.repeat(1025)}`,
  'lib/b 644 B',
  'lib/empty 644 ',
  'link -> lib/a',
  'sub 700',
].sort()

/** One line for everything below `directory`, sorted. */
export function listingOf(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => {
      const full = join(directory, path)
      const status = fs.lstatSync(full)
      const mode = (status.mode & 0o777).toString(8)
      if (status.isSymbolicLink()) return `${path} -> ${fs.readlinkSync(full)}`
      return status.isDirectory() ? `${path} ${mode}` : `${path} ${mode} ${fs.readFileSync(full, 'utf8')}`
    })
    .sort()
}
