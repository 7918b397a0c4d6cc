/**
 * The files of a container image: the layers that a manifest names, on top of each other. Two layouts are read:
 *
 *   OCI       oci-layout, index.json -> manifest (blobs/ALGORITHM/DIGEST) -> layers (the same); an index may lead to indexes
 *             (image-spec, image-layout.md)
 *   docker save   manifest.json: [{"Layers": ["PATH", ...]}]
 *
 * A directory and a tar archive of either are the same tree.
 */
import { archiveError, inMember } from '../archives/archive-error.ts'
import type { ByteRange } from '../archives/byte-range.ts'
import { MAX_ENTRIES, tooManyEntries } from '../archives/entry-limit.ts'
import { FileTree } from '../archives/file-tree.ts'
import { mergeTrees } from '../archives/layers.ts'
import { memoize } from '../base/memoize.ts'

/** Docker's limit is 127. */
const MAX_LAYERS = 1000
const MAX_DOCUMENT_SIZE = 4 * 1024 ** 2
const MAX_INDEX_DEPTH = 4

interface Descriptor {
  readonly mediaType?: unknown
  readonly digest?: unknown
  readonly platform?: { readonly os?: unknown; readonly architecture?: unknown; readonly variant?: unknown }
}

/**
 * The merged tree of an image; `undefined` if `tree` is not an image.
 * @throws KmodError KMOD_ARCHIVE
 */
export async function imageLayers(
  tree: FileTree,
  layer: string | undefined,
  open: (range: ByteRange) => Promise<FileTree>,
): Promise<FileTree | undefined> {
  const paths = layerPaths(tree)
  if (paths === undefined) return undefined
  if (paths.length > MAX_LAYERS) throw archiveError(`it has more than ${MAX_LAYERS} layers`)
  // Docker names an empty layer as often as it occurs.
  const openLayer = memoize((path: string) => inMember(path, open(contentOf(tree, path))))
  let merged = new FileTree(layer)
  let entries = 0
  for (const path of paths) {
    const upper = await openLayer(path)
    entries += upper.entryCount
    if (entries > MAX_ENTRIES) throw tooManyEntries()
    merged = mergeTrees(merged, upper)
  }
  return merged
}

function layerPaths(tree: FileTree): string[] | undefined {
  if (tree.find('oci-layout')?.kind === 'file' && tree.find('index.json')?.kind === 'file')
    return ociLayers(tree, 'index.json')
  return tree.find('manifest.json')?.kind === 'file' ? dockerLayers(tree) : undefined
}

function dockerLayers(tree: FileTree): string[] | undefined {
  const images = readJson(tree, 'manifest.json')
  // Any archive may have a file of this name.
  if (!Array.isArray(images) || images.length === 0 || !Array.isArray(images[0]?.Layers)) return undefined
  if (images.length > 1) throw archiveError(`it has ${images.length} images; save one`)
  return (images[0].Layers as unknown[]).map(String)
}

function ociLayers(tree: FileTree, path: string, depth = 0): string[] {
  const document = readJson(tree, path) as { readonly manifests?: unknown; readonly layers?: unknown }
  if (Array.isArray(document.layers)) return (document.layers as Descriptor[]).map(blobPath)
  if (!Array.isArray(document.manifests) || depth === MAX_INDEX_DEPTH)
    throw archiveError('it names no layers', path)
  const manifests = (document.manifests as Descriptor[]).filter(({ platform }) => platform?.os !== 'unknown')
  const [manifest] = manifests
  if (manifest === undefined) throw archiveError('it names no manifest', path)
  if (manifests.length > 1)
    throw archiveError(
      `it is for several platforms: ${manifests.map(platformOf).join(', ')}; copy one of them`,
    )
  return ociLayers(tree, blobPath(manifest), depth + 1)
}

function blobPath({ digest }: Descriptor): string {
  const [, algorithm, hash] = /^([a-z0-9]+):([0-9a-f]+)$/.exec(String(digest)) ?? []
  if (algorithm === undefined) throw archiveError(`no digest: ${JSON.stringify(digest)}`)
  return `blobs/${algorithm}/${hash}`
}

const platformOf = ({ platform, digest }: Descriptor): string =>
  platform === undefined
    ? String(digest)
    : [platform.os, platform.architecture, platform.variant].filter((part) => part !== undefined).join('/')

function contentOf(tree: FileTree, path: string): ByteRange {
  const node = tree.find(path)
  if (node?.kind !== 'file') throw archiveError('it is not there', path)
  return node.content
}

function readJson(
  tree: FileTree,
  path: string,
): { readonly [key: string]: unknown } & {
  readonly [index: number]: { Layers?: unknown } | undefined
  readonly length?: number
} {
  const content = contentOf(tree, path)
  if (content.size > MAX_DOCUMENT_SIZE)
    throw archiveError(`it has more than ${MAX_DOCUMENT_SIZE} bytes`, path)
  const bytes = new Uint8Array(content.size)
  content.read(bytes, 0)
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    throw archiveError('it is no JSON document', path)
  }
}
