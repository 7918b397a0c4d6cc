/**
 * A tree of names made of archive entries. Names are looked up in it as a process does that is chrooted there: symbolic
 * links, absolute ones too, and `..` do not lead out, so an archive can neither name nor reach anything outside itself.
 */
import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { archiveError } from './archive-error.ts'
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts'
import { plainNode } from './plain-node.ts'
import {
  type DirectoryNode,
  emptyDirectory,
  type NodeCommon,
  nextInode,
  type TreeNode,
} from './tree-nodes.ts'

/** Linux: MAXSYMLINKS of one lookup. */
const MAX_LINKS = 40
/** Deeper than any path that Linux can name (PATH_MAX 4096). */
const MAX_DEPTH = 2048

export class FileTree {
  readonly root: DirectoryNode
  readonly #layer: string | undefined
  #count = 1
  #isPlaced: boolean

  /**
   * @param layer what the nodes of entries that are added are labelled with
   * @param isPlaced whether threads can read the files of `root`
   */
  constructor(layer?: string, root: DirectoryNode = emptyDirectory(layer), isPlaced = true) {
    this.#layer = layer
    this.root = root
    this.#isPlaced = isPlaced
  }

  /** Whether threads can read all of its files (`ByteRange.place`). */
  get isPlaced(): boolean {
    return this.#isPlaced
  }

  /** How many entries have been added, and the root. */
  get entryCount(): number {
    return this.#count
  }

  /**
   * Adds an entry as unpacking the archive would: it replaces what has its name, but a directory is kept when it comes
   * again; missing directories are made; links in the middle of its path are followed inside the tree.
   * @throws KmodError KMOD_ARCHIVE for a path that leads out, or too many entries
   */
  add(entry: ArchiveEntry): void {
    if (++this.#count > MAX_ENTRIES) throw tooManyEntries()
    const names = namesOf(entry.path)
    if (names.includes('..')) throw archiveError('the name leads out of the archive', entry.path)
    if (names.length > MAX_DEPTH) throw archiveError('the name is too deep', entry.path)
    const name = names.pop()
    if (name === undefined) return
    const parent = this.#makeDirectory(names, entry)
    const node = this.#nodeOf(entry, parent.children.get(name))
    parent.children.set(name, node)
  }

  /** The node at `path`; links on the way are followed, the last name only when asked. */
  find(path: string, followLast = true): TreeNode | undefined {
    const plain = plainNode(this.root, path)
    if (plain) return plain
    try {
      return this.#locate(namesOf(path), followLast)
    } catch (error) {
      if (error instanceof KmodError && error.code === 'KMOD_IO') return undefined
      throw error
    }
  }

  /**
   * As `find`, but a refusal says why.
   * @throws KmodError KMOD_IO ENOENT, ENOTDIR, ELOOP
   */
  get(path: string, followLast = true): TreeNode {
    const plain = plainNode(this.root, path)
    if (plain) return plain
    const node = this.#locate(namesOf(path), followLast)
    if (node === undefined) throw refusal(path, 'ENOENT')
    return node
  }

  /**
   * The labels of the layers that have a file at `path`, the one that counts first: links on the way are followed, the last
   * name is not.
   */
  layersOf(path: string): string[] {
    const names = namesOf(path)
    const name = names.pop()
    const parent = this.find(names.join('/'))
    if (name === undefined || parent?.kind !== 'directory') return []
    const nodes = [parent.children.get(name) ?? [], parent.hidden?.get(name) ?? []].flat()
    return nodes.flatMap(({ kind, layer }) => (kind === 'directory' || layer === undefined ? [] : [layer]))
  }

  #makeDirectory(names: readonly string[], entry: ArchiveEntry): DirectoryNode {
    let directory = this.root
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      const there = directory.children.get(name)
      if (there?.kind === 'directory') {
        directory = there
        continue
      }
      const target = there?.kind === 'symlink' ? this.find(names.slice(0, i + 1).join('/')) : undefined
      if (target?.kind === 'directory') {
        directory = target
        continue
      }
      if (there !== undefined) throw archiveError('a name above it is no directory', entry.path)
      const made: DirectoryNode = {
        ...this.#common(entry),
        kind: 'directory',
        mode: 0o755,
        children: new Map(),
      }
      directory.children.set(name, made)
      directory = made
    }
    return directory
  }

  #nodeOf(entry: ArchiveEntry, there: TreeNode | undefined): TreeNode {
    switch (entry.kind) {
      case 'directory': {
        const children = there?.kind === 'directory' ? there.children : new Map<string, TreeNode>()
        return { ...this.#common(entry), kind: 'directory', children, isOpaque: entry.isOpaque }
      }
      case 'file':
        if (entry.content.place === undefined) this.#isPlaced = false
        return { ...this.#common(entry), kind: 'file', content: entry.content }
      case 'symlink':
        return { ...this.#common(entry), kind: 'symlink', target: entry.target }
      case 'hard-link': {
        const target = this.find(entry.target, false)
        if (target === undefined || target.kind === 'directory')
          throw archiveError(
            `it is a hard link to "${fromByteString(entry.target)}", which is not there`,
            entry.path,
          )
        return target
      }
      case 'other':
        return { ...this.#common(entry), kind: 'other', device: entry.device }
    }
  }

  #common({ mode, mtimeNs }: ArchiveEntry): NodeCommon {
    return { mode, mtimeNs, ino: nextInode(), layer: this.#layer }
  }

  #locate(path: readonly string[], followLast: boolean): TreeNode | undefined {
    const ahead = path.toReversed()
    let parents: DirectoryNode[] = [this.root]
    let node: TreeNode | undefined = this.root
    for (let links = 0, name = ahead.pop(); name !== undefined; name = ahead.pop()) {
      if (node?.kind !== 'directory') throw refusal(path.join('/'), node === undefined ? 'ENOENT' : 'ENOTDIR')
      if (name === '..') {
        if (parents.length > 1) parents.pop()
        node = parents.at(-1)
        continue
      }
      const child: TreeNode | undefined = node.children.get(name)
      if (child?.kind === 'symlink' && (followLast || ahead.length > 0)) {
        if (++links > MAX_LINKS) throw refusal(path.join('/'), 'ELOOP')
        if (child.target.startsWith('/')) parents = [this.root]
        node = parents.at(-1)
        for (const part of namesOf(child.target).reverse()) ahead.push(part)
        continue
      }
      if (child?.kind === 'directory') parents.push(child)
      node = child
    }
    return node
  }
}

/** The names of a path; `..` is kept. */
const namesOf = (path: string): string[] => path.split('/').filter((name) => name !== '' && name !== '.')

const refusal = (path: string, errno: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot look at "${fromByteString(path)}": ${errno}`, { path, errno })
