/**
 * A host in which an archive's tree is seen as a directory: paths below `mountPoint` are looked up in the tree, all others
 * on the host below it. Nothing can be written into an archive.
 */
import type { FileTree } from '../archives/file-tree.ts'
import type { TreeNode } from '../archives/tree-nodes.ts'
import { KmodError } from '../base/errors.ts'
import { compareBytes, fromByteString } from '../base/names.ts'
import { type FileStatus, type Host, MAX_INPUT_FILE_SIZE, type OpenFile } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { isThreadPath, missingThreadPath, openThreadPath, threadPathOf } from '../host/thread-paths.ts'

const TYPE_BITS = { file: 0o100000, directory: 0o040000, symlink: 0o120000, other: 0o010000 } as const

/** No device of the machine has this number, so files of the archive are never taken for files of the machine. */
const ARCHIVE_DEVICE = (1n << 63n) - 1n

/** No type has this number, so the times of the archive's files are never taken for those that a file system sets. */
const NO_FILE_SYSTEM = 0

/**
 * @param mountPoint absolute, a byte string; no file of the host can be reached below it any more
 * @param isFixed the tree never changes, so that what was found in it need not be looked up again
 */
export function mountedHost(host: Host, mountPoint: string, tree: FileTree, isFixed = false): Host {
  const find = isFixed ? fixedFinder(tree) : (path: string) => tree.find(path)
  const inside = insideOf(mountPoint)
  const nodeAt = (path: string, inner: string, followLast = true): TreeNode =>
    (followLast ? find(inner) : undefined) ?? named(path, () => tree.get(inner, followLast))
  const refuseWriting = (path: string): void => {
    if (inside(path) !== undefined) throw refusal(path, 'EROFS', 'write to')
  }
  // A host may be made of another one by inheritance: what is not its own is not copied by a spread.
  return Object.assign(Object.create(host) as Host, {
    threadPath: threadPathFor(host, tree, inside),
    status(path) {
      const inner = inside(path)
      return inner === undefined ? host.status(path) : statusOf(nodeAt(path, inner))
    },
    // The machine may have a directory with such a name, whose file system says nothing about files of the archive.
    fileSystemType: (path) => (inside(path) === undefined ? host.fileSystemType(path) : NO_FILE_SYSTEM),
    exists(path) {
      const inner = inside(path)
      return inner === undefined ? host.exists(path) : find(inner) !== undefined
    },
    listDirectory(path) {
      const inner = inside(path)
      if (inner === undefined) return host.listDirectory(path)
      const node = nodeAt(path, inner)
      if (node.kind !== 'directory') throw refusal(path, 'ENOTDIR', 'list directory')
      const entries = [...node.children].map(([name, { kind }]) => ({ name, kind }))
      return entries.sort((a, b) => compareBytes(a.name, b.name))
    },
    readFile(path) {
      const inner = inside(path)
      return inner === undefined ? host.readFile(path) : readAll(path, nodeAt(path, inner))
    },
    readInput(path) {
      const inner = inside(path)
      return inner === undefined ? host.readInput(path) : readAll(path, nodeAt(path, inner))
    },
    readOwnFile(path) {
      if (inside(path) !== undefined) throw refusal(path, 'EPERM', 'trust')
      return host.readOwnFile(path)
    },
    openFile(path) {
      if (isThreadPath(path)) return openThreadPath(path)
      const inner = inside(path)
      return inner === undefined ? host.openFile(path) : openNode(path, nodeAt(path, inner))
    },
    readLink(path) {
      const inner = inside(path)
      if (inner === undefined) return host.readLink(path)
      const node = nodeAt(path, inner, false)
      return node.kind === 'symlink' ? node.target : undefined
    },
    storedModule(path) {
      const inner = inside(path)
      if (inner === undefined) return host.storedModule?.(path)
      const node = find(inner)
      return node?.kind === 'file' ? node.stored : undefined
    },
    layersOf: (path) => {
      const inner = inside(path)
      return inner === undefined ? (host.layersOf?.(path) ?? []) : tree.layersOf(inner)
    },
    makeDirectory(path) {
      refuseWriting(path)
      host.makeDirectory(path)
    },
    createFile(path, mode) {
      refuseWriting(path)
      return host.createFile(path, mode)
    },
    removeFile(path) {
      refuseWriting(path)
      host.removeFile(path)
    },
  } satisfies Partial<Host>)
}

/** Makes a function that returns the path inside a tree, with a slash in front; `undefined` for a path elsewhere. */
export function insideOf(mountPoint: string): (path: string) => string | undefined {
  const prefix = `${mountPoint}/`
  return (path) =>
    path.startsWith(prefix) ? path.slice(mountPoint.length) : path === mountPoint ? '/' : undefined
}

/**
 * Threads have the machine's own host: they are told where the bytes of a file are. `undefined` where they cannot read all
 * of the tree, or the host below.
 */
function threadPathFor(
  host: Host,
  tree: FileTree,
  inside: (path: string) => string | undefined,
): Host['threadPath'] {
  if (!tree.isPlaced || (host !== nodeHost && host.threadPath === undefined)) return undefined
  return (path) => {
    const inner = inside(path)
    if (inner === undefined) return host.threadPath?.(path) ?? path
    const node = tree.find(inner)
    return node?.kind === 'file' && node.content.place !== undefined
      ? threadPathOf(node.content.place, node.content.size, path)
      : missingThreadPath(path)
  }
}

/** Looks the directory of a path up once for all names in it that come one after the other, as those of modules do. */
function fixedFinder(tree: FileTree): (path: string) => TreeNode | undefined {
  let path = ''
  let names: ReadonlyMap<string, TreeNode> | undefined
  return (wanted) => {
    const slash = wanted.lastIndexOf('/')
    const directory = wanted.slice(0, slash)
    if (names === undefined || directory !== path) {
      const node = tree.find(directory)
      names = node?.kind === 'directory' ? node.children : undefined
      path = directory
    }
    const found = names?.get(wanted.slice(slash + 1))
    return found === undefined || found.kind === 'symlink' ? tree.find(wanted) : found
  }
}

function statusOf(node: TreeNode): FileStatus {
  return {
    kind: node.kind,
    mode: TYPE_BITS[node.kind] | node.mode,
    size: node.kind === 'file' ? node.content.size : 0,
    mtimeNs: node.mtimeNs,
    ctimeNs: node.mtimeNs,
    dev: ARCHIVE_DEVICE,
    ino: node.ino,
  }
}

function openNode(path: string, node: TreeNode): OpenFile {
  if (node.kind !== 'file') throw refusal(path, node.kind === 'directory' ? 'EISDIR' : 'EINVAL', 'read')
  const { content } = node
  return {
    size: content.size,
    place: content.place,
    read: (target, position, start, end) => content.read(target, position, start, end),
    readOnce: (target, position, start, end) => content.read(target, position, start, end),
    close: () => {},
  }
}

function readAll(path: string, node: TreeNode): Uint8Array {
  const file = openNode(path, node)
  if (file.size > MAX_INPUT_FILE_SIZE)
    throw new KmodError(
      'KMOD_LIMIT',
      `Cannot read "${fromByteString(path)}": it has more than ${MAX_INPUT_FILE_SIZE} bytes`,
      { path, errno: 'EFBIG' },
    )
  const bytes = new Uint8Array(file.size)
  return bytes.subarray(0, file.read(bytes, 0))
}

/** Names the whole path in the refusal, as the tree knows only the part inside. */
function named<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof KmodError) || error.code !== 'KMOD_IO') throw error
    throw refusal(path, error.details.errno ?? 'EIO', 'look at')
  }
}

const refusal = (path: string, errno: string, verb: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot ${verb} "${fromByteString(path)}": ${errno}`, { path, errno })
