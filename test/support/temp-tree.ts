/** Real directories for tests: a tree is made from a map and removed after the test. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** What is at a path: a file's content, or one of the others. */
export type TreeEntry = string | Uint8Array | { readonly link: string } | { readonly kind: 'directory' }

/** Makes `entries` (paths below the tree, in byte strings) and returns the tree's path. */
export function tempTree(entries: Readonly<Record<string, TreeEntry>>): string {
  const top = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'tskmod-')))
  onTestFinished(() => fs.rmSync(top, { recursive: true, force: true }))
  for (const [path, entry] of Object.entries(entries)) create(Buffer.from(`${top}/${path}`, 'latin1'), entry)
  return top
}

function create(path: Buffer, entry: TreeEntry): void {
  fs.mkdirSync(Buffer.from(dirname(path.toString('latin1')), 'latin1'), { recursive: true })
  if (typeof entry === 'string' || entry instanceof Uint8Array) fs.writeFileSync(path, entry)
  else if ('link' in entry) fs.symlinkSync(entry.link, path)
  else fs.mkdirSync(path, { recursive: true })
}
