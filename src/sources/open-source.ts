/**
 * What `--root`, `-b` and `-d` name: a directory, or a package, archive or image with a file system in it, or a file of
 * facts. The latter are seen as a directory whose path is that of the archive and `!`: `linux.deb!/lib/modules/...`.
 */
import type { ArchiveEntry } from '../archives/archive-entry.ts'
import { type ByteRange, sizedRange } from '../archives/byte-range.ts'
import type { FileTree } from '../archives/file-tree.ts'
import { isKmodError, KmodError } from '../base/errors.ts'
import { absoluteFrom, basename, fromByteString, toByteString } from '../base/names.ts'
import { isFactsFile } from '../facts-file/facts-magic.ts'
import type { Host, NamedSource } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'

export interface SourceOptions {
  /** Further sources on top of the first one, the last one on top of all: `--layer`. */
  readonly layers?: readonly string[]
  /**
   * Paths in the source: a package need not be read further than where they are.
   */
  readonly only?: readonly string[]
  /** The machine on which the sources are; default: this one. */
  readonly host?: Host
}

export interface OpenedSource {
  /** To be passed on as `root`. For an archive it is absolute and ends with `!` or goes on inside it. */
  readonly root: string
  /** To be passed on as `host`; absent for a directory without layers, which needs none. */
  readonly host?: Host
}

/** Ends the path of an archive; what follows is a path inside. */
const INSIDE = '!'

/**
 * Opens what `text` names. A directory without layers is returned as it is, and nothing but its kind is looked at.
 * @throws KmodError KMOD_IO when it is not there; KMOD_ARCHIVE, KMOD_LIMIT, KMOD_COMPRESSION_* when it cannot be read
 */
export async function openSource(text: string, options: SourceOptions = {}): Promise<OpenedSource> {
  const host = options.host ?? nodeHost
  const layers = options.layers ?? []
  const located = locate(host, text)
  if (layers.length === 0) {
    if (located === undefined) return { root: text, ...(options.host && { host: options.host }) }
    const tree = await readTree(host, located, { mount: located, only: options.only })
    // A file of facts has the names of the tree that it was made of, and no others.
    const seen = isFacts(host, located) ? tree : await withUsrLink(tree)
    return mounted(host, located, seen, sourceOf(text))
  }
  const [{ mergeTrees }, { directoryTree }, { partsOfLayer }] = await Promise.all([
    import('../archives/layers.ts'),
    import('./directory-tree.ts'),
    import('./merged-usr.ts'),
  ])
  // The label of a layer is the source as it was given.
  const place = located ?? { path: existingDirectory(host, text), inner: '', isImage: false }
  const treeOf = (path: string, found: Located | undefined): Promise<FileTree> | FileTree =>
    found === undefined
      ? directoryTree(host, existingDirectory(host, path), toByteString(path))
      : readTree(host, found, { mount: place, layer: toByteString(path) })
  let tree = await withUsrLink(await treeOf(text, located))
  for (const layer of layers)
    tree = partsOfLayer(tree, await treeOf(layer, locate(host, layer))).reduce(mergeTrees, tree)
  return mounted(host, place, await withUsrLink(tree), sourceOf(text, layers))
}

const sourceOf = (root: string, layers: readonly string[] = []): NamedSource => ({
  root: toByteString(root),
  layers: layers.map(toByteString),
})

interface Located {
  /** Absolute, a byte string: the archive itself. */
  readonly path: string
  /** Inside it: empty, or with a slash in front. */
  readonly inner: string
  /** A directory with the layout of an OCI image. */
  readonly isImage: boolean
}

/** Where the archive is that `text` names; `undefined` for a directory, or for what is not there. */
function locate(host: Host, text: string): Located | undefined {
  const [outer = '', ...rest] = toByteString(text).split(`${INSIDE}/`)
  const inner = rest.length === 0 ? '' : `/${rest.join(`${INSIDE}/`)}`
  const path = absolute(host, inner === '' && outer.endsWith(INSIDE) ? outer.slice(0, -1) : outer)
  const kind = kindAt(host, path)
  if (kind === 'file') return { path, inner, isImage: false }
  if (kind === 'directory' && host.exists(`${path}/oci-layout`)) return { path, inner, isImage: true }
  return undefined
}

function kindAt(host: Host, path: string): string | undefined {
  try {
    return host.status(path).kind
  } catch (error) {
    if (!isKmodError(error)) throw error
    return undefined
  }
}

/** @throws KmodError KMOD_IO */
function existingDirectory(host: Host, text: string): string {
  const path = absolute(host, toByteString(text)).replace(/\/+$/, '')
  host.status(path === '' ? '/' : path)
  return path
}

/** @param path a byte string */
const absolute = (host: Host, path: string): string => absoluteFrom(host.workingDirectory(), path)

interface TreeOptions {
  /** Where the tree will be seen. */
  readonly mount: Located
  readonly layer?: string
  readonly only?: readonly string[] | undefined
}

async function readTree(
  host: Host,
  { path, isImage }: Located,
  { mount, layer, only }: TreeOptions,
): Promise<FileTree> {
  try {
    if (isFacts(host, { path, isImage })) {
      const { factsTree } = await import('./facts-tree.ts')
      return factsTree(host.readFile(path), mountPointOf(mount) + mount.inner, layer)
    }
    const { archiveTree } = await import('./archive-tree.ts')
    if (!isImage)
      return await archiveTree(sizedRange(host.openFile(path)), {
        host,
        layer,
        isEnough: only && hasAll(only),
      })
    const [{ directoryTree }, { imageLayers }] = await Promise.all([
      import('./directory-tree.ts'),
      import('./image-layers.ts'),
    ])
    const options = { host, layer }
    const open = (range: ByteRange): Promise<FileTree> => archiveTree(range, options)
    const tree = directoryTree(host, path)
    return (await imageLayers(tree, layer, open)) ?? tree
  } catch (error) {
    throw aboutArchive(path, error)
  }
}

const mountPointOf = ({ path }: Located): string => `${path}${INSIDE}`

async function mounted(
  host: Host,
  place: Located,
  tree: FileTree,
  source: NamedSource,
): Promise<OpenedSource> {
  const { mountedHost } = await import('./mounted-host.ts')
  const mountPoint = mountPointOf(place)
  return {
    root: fromByteString(mountPoint + place.inner),
    host: Object.assign(mountedHost(host, mountPoint, tree, true), { source }),
  }
}

const withUsrLink = async (tree: FileTree): Promise<FileTree> =>
  (await import('./merged-usr.ts')).addUsrLink(tree)

function isFacts(host: Host, { path, isImage }: Pick<Located, 'path' | 'isImage'>): boolean {
  if (isImage) return false
  const file = host.openFile(path)
  try {
    const head = new Uint8Array(8)
    return isFactsFile(head.subarray(0, file.read(head, 0)))
  } finally {
    file.close()
  }
}

/** Whether the tree has files at all of the paths, where the link of merged-usr.ts leads as well. */
function hasAll(paths: readonly string[]): (tree: FileTree, entry: ArchiveEntry) => boolean {
  const wanted = paths.map(toByteString)
  const names = new Set(wanted.map(basename))
  const isThere = (tree: FileTree, path: string): boolean =>
    (tree.find(path) ?? tree.find(`usr/${path}`))?.kind === 'file'
  return (tree, { path }) => names.has(basename(path)) && wanted.every((one) => isThere(tree, one))
}

/** Puts the name of the archive in front of what is wrong with it. */
function aboutArchive(path: string, error: unknown): unknown {
  if (!isKmodError(error) || error.code === 'KMOD_IO') return error
  return new KmodError(error.code, `Cannot read "${fromByteString(path)}": ${error.message}`, {
    ...error.details,
    path,
    cause: error,
  })
}
