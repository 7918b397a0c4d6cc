/** Reads the indexes as each of kmod's two readers and our own do. */
import { wholeSource } from '../../src/base/byte-source.ts'
import { isKmodError } from '../../src/base/errors.ts'
import { blockSource } from '../../src/indexes/block-source.ts'
import { decodeIndex, ModuleIndex } from '../../src/indexes/decode-index.ts'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import { buildOutputs } from '../../src/indexes/outputs.ts'
import { contextOf } from '../indexes/contexts.ts'
import type { Target } from './target.ts'

const MODULES = {
  'kernel/a.ko': {
    modinfo: ['alias=pci:v1*d[0-9]', 'alias=a?b', 'alias=x'],
    exports: [{ name: 'one', crc: 1 }],
  },
  'kernel/ab.ko.xz': { modinfo: ['alias=pci:v1*', 'alias=x'], needs: ['one'] },
}
const INPUTS = {
  'modules.builtin': 'kernel/fs/ext4.ko\nkernel/fs/ext2.ko\n',
  'modules.builtin.modinfo': 'ext4.alias=fs-ext4\0',
}

/** Each index file of a small tree, in both layouts, by name and layout. */
export const smallIndexes = (): ReadonlyMap<string, Uint8Array> =>
  new Map(
    (['pre-order', 'post-order'] as const).flatMap((layout) =>
      buildOutputs(contextOf(MODULES, { inputs: INPUTS, layout }))
        .filter(({ name }) => name.endsWith('.bin'))
        .map(({ name, bytes }) => [`${name}, ${layout}`, bytes] as const),
    ),
  )

const QUERIES = ['', 'a', 'ab', 'x', 'pci:v1xd5', 'symbol:one', 'ext4', 'fs_ext4', 'a*b?c[', 'zzz']

/** Every query; whether one is refused or not, the next one follows. */
export function askIndex(bytes: Uint8Array): void {
  const readAt = (target: Uint8Array, position: number): number => {
    const part = bytes.subarray(position, position + target.length)
    target.set(part)
    return part.length
  }
  for (const order of ['stored', 'reversed'] as const) {
    const index = new ModuleIndex(
      order === 'stored' ? wholeSource(bytes) : blockSource(bytes.length, readAt),
      order,
    )
    for (const query of QUERIES)
      for (const ask of [() => index.find(query), () => index.match(query)]) {
        try {
          ask()
        } catch (error) {
          if (!isKmodError(error)) throw error
        }
      }
  }
  // Decoded entries can be encoded again, or are refused because no index may hold them.
  encodeIndex(decodeIndex(bytes), 'pre-order')
}

export const INDEX_TARGETS: readonly Target[] = [
  {
    name: 'index',
    seeds: () => [...smallIndexes().values()],
    dictionary: ['*', '?', '[', ']', '\0', '\x80\0\0\0', '\x40\0\0\0', '\x20\0\0\0', '\xe0\0\0\x0c'],
    read: askIndex,
  },
]
