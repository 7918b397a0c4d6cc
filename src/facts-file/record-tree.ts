/**
 * Gathers the names below a root that questions look at, with what they lead to: links are kept as links, and what they
 * lead to below the root is gathered too. Names outside of the gathered paths are as if they were not there.
 */
import { KmodError, nothing, orElse } from '../base/errors.ts'
import { compareBytes } from '../base/names.ts'
import type { DirectoryEntry, FileStatus, Host } from '../host/host.ts'
import type { NodeKind, TreeRow } from './tree-columns.ts'

/** As many as an archive may have (archives/file-tree.ts). */
const MAX_NODES = 1_000_000
/** Linux: MAXSYMLINKS of one lookup. */
const MAX_LINKS = 40

export type KnownStatus = Pick<FileStatus, 'mode' | 'size' | 'mtimeNs'>

export interface RecordedNode {
  readonly kind: NodeKind
  readonly mode: number
  readonly size: number
  readonly mtimeNs: bigint
  /** Of a link. */
  readonly target?: string
  /** Of a directory, by name. */
  readonly children: Map<string, RecordedNode> | undefined
  /** Below the root, with a slash in front; empty for the root itself. No link is on the way. */
  readonly path: string
  /** The number of the module that the file is. */
  module?: number
  content?: Uint8Array
  /** All of a directory was gathered. */
  isWhole?: true
}

export class TreeRecorder {
  readonly #host: Host
  readonly #root: string
  readonly #known: ReadonlyMap<string, KnownStatus>
  readonly #top: RecordedNode
  #count = 1

  /**
   * @param host does not leave the root: KernelLocation.host
   * @param root without a slash at its end
   * @param known of files by their whole path, which need not be looked at again
   */
  constructor(host: Host, root: string, known: ReadonlyMap<string, KnownStatus> = new Map()) {
    this.#host = host
    this.#root = root
    this.#known = known
    this.#top = this.#nodeOf('', host.status(root === '' ? '/' : root))
  }

  /** Gathers `path` (below the root) and what is on the way to it; `undefined` if nothing is there. */
  add(path: string): RecordedNode | undefined {
    const ahead = path.split('/').toReversed()
    let way: RecordedNode[] = [this.#top]
    for (let links = 0, name = ahead.pop(); name !== undefined; name = ahead.pop()) {
      if (name === '' || name === '.') continue
      const directory = way.at(-1)
      if (directory?.kind !== 'directory') return undefined
      if (name === '..') {
        if (way.length > 1) way.pop()
        continue
      }
      const child = this.#child(directory, name)
      if (child?.target === undefined) {
        if (child === undefined) return undefined
        way.push(child)
        continue
      }
      if (++links > MAX_LINKS) return undefined
      if (child.target.startsWith('/')) way = [this.#top]
      for (const step of child.target.split('/').toReversed()) ahead.push(step)
    }
    return way.at(-1)
  }

  /** Gathers a file with its bytes; without them if it cannot be read. */
  addContent(path: string): void {
    const node = this.add(path)
    if (node?.kind !== 'file' || node.content !== undefined) return
    const bytes = orElse(() => this.#host.readFile(this.#root + node.path), nothing)
    if (bytes) node.content = bytes
  }

  /**
   * Gathers all that is in the directory at `path`, and what links in it lead to.
   * @param skipped names of entries that are not looked into
   * @param onFile gets each file, once
   * @throws KmodError KMOD_IO when a directory cannot be listed
   */
  addAll(path: string, skipped: ReadonlySet<string>, onFile: (file: RecordedNode) => void): void {
    const node = this.add(path)
    if (node) this.#gather(node, skipped, onFile)
  }

  #gather(start: RecordedNode, skipped: ReadonlySet<string>, onFile: (file: RecordedNode) => void): void {
    const ahead = [start]
    for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
      if (node.kind === 'file') onFile(node)
      if (node.kind !== 'directory' || node.isWhole) continue
      node.isWhole = true
      const path = this.#root + node.path
      for (const entry of this.#host.lastListing?.(path) ?? this.#host.listDirectory(path)) {
        const child = this.#child(node, entry.name, entry)
        if (child === undefined || skipped.has(entry.name)) continue
        const target = child.kind === 'symlink' ? this.add(child.path) : child
        if (target) ahead.push(target)
      }
    }
  }

  #child(directory: RecordedNode, name: string, entry?: DirectoryEntry): RecordedNode | undefined {
    const known = directory.children?.get(name)
    if (known) return known
    if (directory.isWhole && entry === undefined) return undefined
    const made = this.#look(`${directory.path}/${name}`, entry)
    if (made === undefined) return undefined
    if (++this.#count > MAX_NODES)
      throw new KmodError('KMOD_LIMIT', `Cannot gather the tree: it has more than ${MAX_NODES} names`)
    directory.children?.set(name, made)
    return made
  }

  #look(path: string, entry: DirectoryEntry | undefined): RecordedNode | undefined {
    const whole = this.#root + path
    const isPlain = entry?.kind === 'file' || entry?.kind === 'directory'
    const target = isPlain ? undefined : orElse(() => this.#host.readLink(whole), nothing)
    if (target !== undefined) return { ...LINK, children: undefined, path, target }
    const known = entry?.kind === 'file' ? this.#known.get(whole) : undefined
    const status = known
      ? { kind: 'file' as const, ...known }
      : orElse(() => this.#host.status(whole), nothing)
    return status && this.#nodeOf(path, status)
  }

  #nodeOf(path: string, { kind, mode, size, mtimeNs }: Pick<FileStatus, 'kind'> & KnownStatus): RecordedNode {
    const children = kind === 'directory' ? new Map<string, RecordedNode>() : undefined
    return { kind, mode, size: kind === 'file' ? size : 0, mtimeNs, children, path }
  }

  /** The rows of the tree, names in strcmp() order, and the contents by their number. */
  rows(): { readonly rows: readonly TreeRow[]; readonly contents: readonly Uint8Array[] } {
    const rows: TreeRow[] = []
    const contents: Uint8Array[] = []
    const add = (name: string, parent: number, node: RecordedNode): void => {
      const { kind, mode, size, mtimeNs, target, module, content } = node
      const row = rows.length
      rows.push({
        parent,
        name,
        kind,
        mode,
        size,
        mtimeNs,
        module,
        ...(target !== undefined && { target }),
        content: content && contents.push(content) - 1,
      })
      if (node.children === undefined) return
      const names = [...node.children.keys()].sort(compareBytes)
      for (const child of names) {
        const below = node.children.get(child)
        if (below) add(child, row, below)
      }
    }
    add('', 0, this.#top)
    return { rows, contents }
  }
}

/** The time of a link itself decides nothing. */
const LINK = { kind: 'symlink', mode: 0o777, size: 0, mtimeNs: 0n } as const
