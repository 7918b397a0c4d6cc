import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ArchiveEntry } from '../../src/archives/archive-entry.ts'
import { type ByteRange, memoryRange } from '../../src/archives/byte-range.ts'
import { MAX_ENTRIES } from '../../src/archives/entry-limit.ts'
import { FileTree } from '../../src/archives/file-tree.ts'
import { isKmodError } from '../../src/base/errors.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { imageLayers } from '../../src/sources/image-layers.ts'
import { openSource } from '../../src/sources/open-source.ts'
import { type TreeEntry, tempTree } from '../support/temp-tree.ts'

const LAYERS = [
  { 'lib/a': '1', 'lib/b': '1' },
  { 'lib/.wh.a': '', 'lib/c': '2' },
] as const

const pack = (content: Record<string, string>, compressor: string): Buffer =>
  execFileSync('sh', ['-c', `tar -C ${tempTree(content)} -cf - . | ${compressor}`])

interface Blob {
  readonly digest: string
  readonly path: string
  readonly bytes: Buffer
}

function blob(content: Buffer | object): Blob {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content))
  const hash = createHash('sha256').update(bytes).digest('hex')
  return { digest: `sha256:${hash}`, path: `blobs/sha256/${hash}`, bytes }
}

/** An image by the rules of image-spec; `wrap` puts the manifest into a further index. */
function ociImage({ compressor = 'cat', wrap = false, manifests = 1 } = {}): Record<string, TreeEntry> {
  const layers = LAYERS.map((layer) => blob(pack(layer, compressor)))
  const manifest = blob({ schemaVersion: 2, layers: layers.map(({ digest }) => ({ digest })) })
  const index = blob({ schemaVersion: 2, manifests: [{ digest: manifest.digest }] })
  const blobs = [...layers, manifest, index]
  const named = Array.from({ length: manifests }, (_, i) => ({
    digest: (wrap ? index : manifest).digest,
    platform: { os: 'linux', architecture: ['amd64', 'arm64'][i] },
  }))
  return {
    'oci-layout': '{"imageLayoutVersion":"1.0.0"}',
    'index.json': JSON.stringify({
      schemaVersion: 2,
      manifests: [...named, { digest: 'sha256:00', platform: { os: 'unknown' } }],
    }),
    ...Object.fromEntries(blobs.map(({ path, bytes }) => [path, bytes])),
  }
}

async function namesIn(path: string): Promise<string[]> {
  const { root, host } = await openSource(path)
  return (host ?? nodeHost).listDirectory(`${root}/lib`).map(({ name }) => name)
}

async function refusal(path: string): Promise<string> {
  try {
    await openSource(path)
  } catch (error) {
    if (isKmodError(error)) return error.message
    throw error
  }
  throw new Error('Expected a refusal')
}

describe('container images', () => {
  it.each([{}, { compressor: 'gzip -n' }, { compressor: 'zstd -q' }, { wrap: true }])(
    'reads an OCI layout, as a directory and as an archive %j',
    async (options) => {
      const top = tempTree(ociImage(options))
      expect(await namesIn(top)).toEqual(['b', 'c'])
      const archive = `${tempTree({})}/image.tar`
      execFileSync('tar', ['-C', top, '-cf', archive, '.'])
      expect(await namesIn(archive)).toEqual(['b', 'c'])
    },
  )

  it('counts the entries of all layers, and opens each layer once', async () => {
    const file = (path: string, text: string): ArchiveEntry => ({
      path,
      kind: 'file',
      mode: 0o644,
      mtimeNs: 0n,
      content: memoryRange(Buffer.from(text)),
    })
    const imageOf = (layers: readonly string[]): FileTree => {
      const tree = new FileTree()
      for (const path of layers) tree.add(file(path, path))
      tree.add(file('manifest.json', JSON.stringify([{ Layers: layers }])))
      return tree
    }
    const opened: number[] = []
    const openLarge = async (range: ByteRange): Promise<FileTree> => {
      opened.push(range.size)
      return Object.defineProperty(new FileTree(), 'entryCount', { value: MAX_ENTRIES / 2 })
    }
    await imageLayers(imageOf(['one', 'one']), undefined, openLarge)
    expect(opened).toEqual([3])
    await expect(imageLayers(imageOf(['one', 'two', 'three']), undefined, openLarge)).rejects.toThrow(
      `it has more than ${MAX_ENTRIES} entries`,
    )
  })

  it('reads what docker save writes', async () => {
    const [first, second] = LAYERS.map((layer) => pack(layer, 'cat'))
    const top = tempTree({
      'manifest.json': JSON.stringify([{ Config: 'c.json', Layers: ['one/layer.tar', 'two/layer.tar'] }]),
      'one/layer.tar': first!,
      'two/layer.tar': second!,
    })
    const archive = `${tempTree({})}/saved.tar`
    execFileSync('tar', ['-C', top, '-cf', archive, '.'])
    expect(await namesIn(archive)).toEqual(['b', 'c'])
  })

  it('takes an archive with another manifest.json for what it is', async () => {
    const top = tempTree({ 'manifest.json': '[{"name":"web app"}]', 'lib/x': '' })
    const archive = `${tempTree({})}/app.tar`
    execFileSync('tar', ['-C', top, '-cf', archive, '.'])
    expect(await namesIn(archive)).toEqual(['x'])
  })

  it('asks for one platform of several', async () => {
    const top = tempTree(ociImage({ manifests: 2 }))
    expect(await refusal(top)).toBe(
      `Cannot read "${top}": it is for several platforms: linux/amd64, linux/arm64; copy one of them`,
    )
  })

  it.each([
    [
      'a digest that leads out',
      '{"manifests":[{"digest":"sha256:../../x"}]}',
      /no digest: "sha256:..\/..\/x"/,
    ],
    [
      'a blob that is not there',
      '{"manifests":[{"digest":"sha256:abc"}]}',
      /"blobs\/sha256\/abc": it is not there/,
    ],
    ['no document', 'x', /"index.json": it is no JSON document/],
    ['no layers', '{}', /"index.json": it names no layers/],
  ])('refuses %s', async (_, index, message) => {
    expect(await refusal(tempTree({ 'oci-layout': '{}', 'index.json': index }))).toMatch(message)
  })
})
