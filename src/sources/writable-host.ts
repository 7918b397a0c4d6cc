/**
 * A host in which a tree in memory is seen as a directory that can be written to: what is to become an archive is made there
 * as it would be made on a disk, and packed when it is whole.
 */
import { memoryRange } from '../archives/byte-range.ts'
import { FileTree } from '../archives/file-tree.ts'
import { type DirectoryNode, nextInode, type TreeNode } from '../archives/tree-nodes.ts'
import { KmodError } from '../base/errors.ts'
import { basename, directoryOf, fromByteString } from '../base/names.ts'
import type { Host, NewFile } from '../host/host.ts'
import { insideOf, mountedHost } from './mounted-host.ts'

export interface WritableHost {
  readonly host: Host
  /** Changes as the host writes. */
  readonly tree: FileTree
}

/** @param mountPoint absolute, a byte string */
export function writableHost(host: Host, mountPoint: string): WritableHost {
  // What is written is in memory, where threads do not find it.
  const tree = new FileTree(undefined, undefined, false)
  const below = mountedHost(host, mountPoint, tree)
  const inside = insideOf(mountPoint)
  const place = (path: string, inner: string): Place => placeOf(tree, path, inner)
  const put = (path: string, inner: string, node: TreeNode): void => {
    const { parent, name } = place(path, inner)
    if (parent.children.has(name)) throw refusal(path, 'EEXIST')
    parent.children.set(name, node)
  }
  const remove = (path: string, inner: string): TreeNode => {
    const { parent, name } = place(path, inner)
    const node = parent.children.get(name)
    if (node === undefined) throw refusal(path, 'ENOENT')
    parent.children.delete(name)
    return node
  }
  const writable: Host = Object.assign(Object.create(below) as Host, {
    makeDirectory(path) {
      const inner = inside(path)
      if (inner === undefined) host.makeDirectory(path)
      else makeDirectories(tree, path, inner)
    },
    createFile(path, mode) {
      const inner = inside(path)
      if (inner === undefined) return host.createFile(path, mode)
      const file = new MemoryFile(host.now())
      put(path, inner, file)
      return file
    },
    removeFile(path) {
      const inner = inside(path)
      if (inner === undefined) host.removeFile(path)
      else remove(path, inner)
    },
    rename(from, to) {
      const [source, target] = [inside(from), inside(to)]
      if (source === undefined || target === undefined) {
        host.rename(from, to)
        return
      }
      const node = remove(from, source)
      const { parent, name } = place(to, target)
      parent.children.set(name, node)
    },
    link(existing, path) {
      const [source, target] = [inside(existing), inside(path)]
      if (source === undefined || target === undefined) host.link(existing, path)
      else put(path, target, tree.get(source, false))
    },
    createSymbolicLink(target, path) {
      const inner = inside(path)
      if (inner === undefined) host.createSymbolicLink(target, path)
      else put(path, inner, { kind: 'symlink', target, mode: 0o777, mtimeNs: host.now(), ino: nextInode() })
    },
    syncDirectory(path) {
      if (inside(path) === undefined) host.syncDirectory(path)
    },
    async tryLock(path) {
      return inside(path) === undefined ? host.tryLock(path) : { release: () => {} }
    },
  } satisfies Partial<Host>)
  return { host: writable, tree }
}

interface Place {
  readonly parent: DirectoryNode
  readonly name: string
}

function placeOf(tree: FileTree, path: string, inner: string): Place {
  const parent = tree.find(directoryOf(inner))
  if (parent?.kind !== 'directory') throw refusal(path, parent === undefined ? 'ENOENT' : 'ENOTDIR')
  return { parent, name: basename(inner) }
}

function makeDirectories(tree: FileTree, path: string, inner: string): void {
  const there = tree.find(inner)
  if (there?.kind === 'directory') return
  if (there !== undefined) throw refusal(path, 'EEXIST')
  makeDirectories(tree, path, directoryOf(inner))
  tree.add({ path: inner, kind: 'directory', mode: 0o755, mtimeNs: 0n })
}

/** A file that grows; its bytes are joined when they are first read. */
class MemoryFile implements NewFile {
  readonly kind = 'file'
  readonly ino = nextInode()
  mode = 0o644
  readonly mtimeNs: bigint
  #parts: Uint8Array[] = []

  constructor(mtimeNs: bigint) {
    this.mtimeNs = mtimeNs
  }

  get content() {
    if (this.#parts.length !== 1) this.#parts = [Buffer.concat(this.#parts)]
    return memoryRange(this.#parts[0] ?? new Uint8Array())
  }

  /** The bytes are the caller's, who may use them again. */
  write(bytes: Uint8Array): void {
    this.#parts.push(Uint8Array.from(bytes))
  }

  setMode(mode: number): void {
    this.mode = mode
  }

  async sync(): Promise<void> {}

  close(): void {}
}

const refusal = (path: string, errno: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot write "${fromByteString(path)}": ${errno}`, { path, errno })
