/**
 * Writes tar archives of the ustar format (POSIX.1-1988), with a pax header in front of an entry whose names do not fit. All
 * belongs to root and has the same time: the bytes depend on the tree and the time alone.
 *
 *   Header   512 bytes: name (100), mode, uid, gid (8 each, octal with a NUL), size, mtime (12 each), checksum (8), type (1),
 *            target of a link (100), "ustar\0", "00", names of owner and group (32 each), device (2 x 8), prefix (155)
 *   pax      an entry of type x whose content is rows of "LENGTH KEY=VALUE\n"
 */
import { bytesAt } from './byte-range.ts'
import type { FileTree } from './file-tree.ts'
import { treeEntries } from './tree-entries.ts'
import type { TreeNode } from './tree-nodes.ts'

const BLOCK = 512
/** Programs read and write whole records. */
const RECORD = 20 * BLOCK
const NAME_SIZE = 100
/** What 11 octal digits hold. */
const MAX_NUMBER = 8 ** 11 - 1
const TYPES = { file: '0', directory: '5', symlink: '2', other: '' } as const

/** @param seconds since the epoch */
export function* tarArchive(tree: FileTree, seconds: number): Generator<Uint8Array> {
  let written = 0
  const padded = function* (bytes: Uint8Array): Generator<Uint8Array> {
    if (bytes.length > 0) yield bytes
    const padding = (BLOCK - (bytes.length % BLOCK)) % BLOCK
    if (padding > 0) yield new Uint8Array(padding)
    written += bytes.length + padding
  }
  const time = Math.min(Math.max(seconds, 0), MAX_NUMBER)
  for (const { path, node } of treeEntries(tree.root)) {
    if (node.kind === 'other') continue
    const name = node.kind === 'directory' ? `${path}/` : path
    const target = node.kind === 'symlink' ? node.target : ''
    const data = dataOf(node)
    const pax = [...recordOf('path', name), ...recordOf('linkpath', target), ...sizeRecord(data.length)]
    if (pax.length > 0) {
      const records = Buffer.from(pax.join(''), 'latin1')
      yield* padded(headerOf('PaxHeader', { mode: 0o644, size: records.length, time, type: 'x', target: '' }))
      yield* padded(records)
    }
    const type = TYPES[node.kind]
    yield* padded(headerOf(name, { mode: node.mode, size: data.length, time, type, target }))
    yield* padded(data)
  }
  written += 2 * BLOCK
  yield new Uint8Array(2 * BLOCK + ((RECORD - (written % RECORD)) % RECORD))
}

/** Names that do not fit into a header. */
const recordOf = (key: string, value: string): string[] =>
  value.length > NAME_SIZE ? [paxRecord(key, value)] : []

const sizeRecord = (size: number): string[] => (size > MAX_NUMBER ? [paxRecord('size', String(size))] : [])

/** The length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return `${length}${rest}`
}

interface HeaderFields {
  readonly mode: number
  readonly size: number
  readonly time: number
  readonly type: string
  readonly target: string
}

function headerOf(name: string, { mode, size, time, type, target }: HeaderFields): Uint8Array {
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`
  header.write(name.slice(0, NAME_SIZE), 0, 'latin1')
  header.write(octal(mode, 7) + octal(0, 7) + octal(0, 7), 100, 'latin1')
  header.write(octal(Math.min(size, MAX_NUMBER), 11) + octal(time, 11), 124, 'latin1')
  header.fill(' ', 148, 156)
  header.write(type + target.slice(0, NAME_SIZE), 156, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  header.write(octal(0, 7) + octal(0, 7), 329, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 6)} `, 148, 'latin1')
  return header
}

function dataOf(node: TreeNode): Uint8Array {
  return node.kind === 'file' ? bytesAt(node.content, 0, node.content.size) : new Uint8Array()
}
