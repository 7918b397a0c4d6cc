/** A directory of the host as a tree, so that it can be a layer. Nothing is looked at before it is asked for. */
import type { ByteRange } from '../archives/byte-range.ts'
import { FileTree } from '../archives/file-tree.ts'
import { type DirectoryNode, nextInode, type TreeNode } from '../archives/tree-nodes.ts'
import { memoize } from '../base/memoize.ts'
import type { FileKind, FileStatus, Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'

/** @param directory absolute, a byte string */
export const directoryTree = (host: Host, directory: string, layer?: string): FileTree =>
  new FileTree(layer, new HostDirectory(host, directory, layer), host === nodeHost)

/** What a node of the host says about itself, asked once and when it is needed. */
class HostNode {
  readonly ino = nextInode()
  readonly layer: string | undefined
  protected readonly host: Host
  protected readonly path: string
  protected readonly status: () => FileStatus

  constructor(host: Host, path: string, layer: string | undefined) {
    this.host = host
    this.path = path
    this.layer = layer
    this.status = memoize(() => host.status(path))
  }

  get mode(): number {
    return this.status().mode & 0o7777
  }

  get mtimeNs(): bigint {
    return this.status().mtimeNs
  }
}

class HostDirectory extends HostNode implements DirectoryNode {
  readonly kind = 'directory'
  readonly #children = memoize(() => {
    const entries = this.host.listDirectory(this.path)
    return new Map(entries.map(({ name, kind }) => [name, this.#child(name, kind)] as const))
  })

  get children(): Map<string, TreeNode> {
    return this.#children()
  }

  #child(name: string, listed: FileKind | 'unknown'): TreeNode {
    const { host, layer } = this
    const path = `${this.path}/${name}`
    switch (listed === 'unknown' ? kindOf(host, path) : listed) {
      case 'directory':
        return new HostDirectory(host, path, layer)
      case 'file':
        return new HostFile(host, path, layer)
      case 'symlink':
        return new HostLink(host, path, layer)
      case 'other':
        return new HostDevice(host, path, layer)
    }
  }
}

class HostFile extends HostNode {
  readonly kind = 'file'

  /** Opened for each read: a tree has more files than a process may have open. */
  get content(): ByteRange {
    const { host, path } = this
    return {
      size: this.status().size,
      place: host === nodeHost ? { path, offset: 0 } : undefined,
      read(target, position, start, end) {
        const file = host.openFile(path)
        try {
          return file.read(target, position, start, end)
        } finally {
          file.close()
        }
      },
    }
  }
}

class HostLink extends HostNode {
  readonly kind = 'symlink'

  get target(): string {
    return this.host.readLink(this.path) ?? ''
  }

  override get mode(): number {
    return 0o777
  }

  /** The host looks at what links lead to; the time of a link itself decides nothing. */
  override get mtimeNs(): bigint {
    return 0n
  }
}

class HostDevice extends HostNode {
  readonly kind = 'other'

  get device(): number | undefined {
    const { rdev } = this.status()
    return rdev === undefined ? undefined : Number(rdev)
  }
}

const kindOf = (host: Host, path: string): FileKind =>
  host.readLink(path) === undefined ? host.status(path).kind : 'symlink'
