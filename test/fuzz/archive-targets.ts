/** Packages, archives and images, and what is in them. Formats are told by content, so each target reads any of them. */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { memoryRange } from '../../src/archives/byte-range.ts'
import type { FileTree } from '../../src/archives/file-tree.ts'
import { mergeTrees } from '../../src/archives/layers.ts'
import { treeEntries } from '../../src/archives/tree-entries.ts'
import type { DirectoryNode } from '../../src/archives/tree-nodes.ts'
import { cpioArchive } from '../../src/archives/write-cpio.ts'
import { tarArchive } from '../../src/archives/write-tar.ts'
import type { CompressionName } from '../../src/codecs/codecs.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { archiveTree } from '../../src/sources/archive-tree.ts'
import { expand } from '../../src/sources/expand.ts'
import { hasProgram } from '../codecs/ladders.ts'
import { packedSample } from '../support/packed-sample.ts'
import type { Target } from './target.ts'

/** Of each file: what an image claims to be large is not read to its end. */
const PORTION = 64 * 1024
const MOST_NODES = 300

/** Looks at all that is there, as a search for modules does: no name may lead out, none be without a node. */
function lookAt(root: DirectoryNode): void {
  const portion = new Uint8Array(PORTION)
  let count = 0
  for (const { path, node } of treeEntries(root)) {
    if (++count > MOST_NODES) return
    if (path.split('/').includes('..')) throw new Error(`a name leads out: ${path}`)
    if (node.kind === 'file') node.content.read(portion, 0, 0, Math.min(PORTION, node.content.size))
  }
}

const open = (input: Uint8Array): Promise<FileTree> => archiveTree(memoryRange(input), { host: nodeHost })

async function readTree(input: Uint8Array): Promise<void> {
  const tree = await open(input)
  lookAt(tree.root)
  lookAt(mergeTrees(tree, await open(TAR)).root)
}

const TAR = Buffer.concat([...tarArchive(packedSample(), 1)])
const CPIO = Buffer.concat([...cpioArchive(packedSample(), 1)])

/** A directory with files that compress, and some that do not. */
function image(
  program: string,
  makeArguments: (directory: string, file: string) => readonly string[],
): Buffer[] {
  if (!hasProgram(program)) return []
  const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-fuzz-'))
  try {
    const directory = join(work, 'root')
    fs.mkdirSync(join(directory, 'a/b'), { recursive: true })
    fs.writeFileSync(join(directory, 'a/text'), 'text '.repeat(3000))
    fs.writeFileSync(join(directory, 'a/b/small'), 'x')
    fs.symlinkSync('../text', join(directory, 'a/b/link'))
    execFileSync(program, [...makeArguments(directory, join(work, 'image'))], { stdio: 'pipe' })
    return [fs.readFileSync(join(work, 'image'))]
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
}

const squashfs = (compression: string): Buffer[] =>
  image('mksquashfs', (directory, file) => [
    ...[directory, file, '-quiet', '-no-progress', '-nopad', '-b', '4096', '-comp', compression],
  ])

const erofs = (...options: string[]): Buffer[] =>
  image('mkfs.erofs', (directory, file) => ['--quiet', ...options, file, directory])

function arOf(...members: [name: string, content: Buffer][]): Buffer {
  const rows = members.map(([name, content]) => {
    const header = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(content.length).padEnd(10)}\`\n`
    return Buffer.concat([Buffer.from(header), content, Buffer.alloc(content.length % 2, '\n')])
  })
  return Buffer.concat([Buffer.from('!<arch>\n'), ...rows])
}

/** A lead, an empty signature and an empty header. */
function rpmOf(payload: Buffer): Buffer {
  const lead = Buffer.alloc(96)
  lead.writeUInt32BE(0xedabeedb, 0)
  const structure = Buffer.from('8eade801000000000000000000000000', 'hex')
  return Buffer.concat([lead, structure, structure, payload])
}

/** A PE file with one section. */
function peOf(content: Buffer): Buffer {
  const head = Buffer.alloc(0x200)
  head.write('MZ')
  head.writeUInt32LE(0x40, 0x3c)
  head.write('PE\0\0', 0x40)
  head.writeUInt16LE(1, 0x46)
  head.write('.initrd', 0x58)
  for (const [i, value] of [content.length, 0, content.length, 0x200].entries())
    head.writeUInt32LE(value, 0x60 + i * 4)
  return Buffer.concat([head, content])
}

/** A disk with one partition in its sectors from 40 on. */
function gptOf(content: Buffer): Buffer {
  const disk = Buffer.alloc(40 * 512 + content.length)
  disk.write('EFI PART', 512)
  disk.writeBigUInt64LE(2n, 512 + 72)
  disk.writeUInt32LE(4, 512 + 80)
  disk.writeUInt32LE(128, 512 + 84)
  disk.fill(7, 1024, 1040)
  disk.writeBigUInt64LE(40n, 1024 + 32)
  disk.writeBigUInt64LE(BigInt(40 + Math.ceil(content.length / 512) - 1), 1024 + 40)
  content.copy(disk, 40 * 512)
  return disk
}

/** Where the program that makes such images is not installed, the target begins with another archive. */
const target = (name: string, made: () => Buffer[], dictionary: readonly string[] = []): Target => ({
  name,
  seeds() {
    const seeds = made()
    return seeds.length > 0 ? seeds : [TAR]
  },
  dictionary,
  maxSize: 64 * 1024,
  read: readTree,
})

/** A compressed file that is decompressed piece by piece, as far as its blocks are sound. */
const pieces = (name: CompressionName, program: string, made: () => Buffer[]): Target => ({
  name: `${name} files, piece by piece`,
  seeds: () => (hasProgram(program) ? made() : [gzipSync(TAR)]),
  dictionary: [],
  maxSize: 64 * 1024,
  async read(input) {
    const expanded = await expand(nodeHost, memoryRange(input), name)
    expanded.read(new Uint8Array(PORTION), 0)
  },
})

const packedBy = (program: string, ...options: readonly string[]): Buffer =>
  execFileSync(program, ['-c', ...options], { input: TAR })

export const ARCHIVE_TARGETS: readonly Target[] = [
  pieces('gzip', 'gzip', () => [gzipSync(TAR), Buffer.concat([gzipSync(TAR), gzipSync(TAR)])]),
  pieces('xz', 'xz', () => [packedBy('xz', '--block-size=4096'), packedBy('xz', '-0', '-Ccrc32')]),
  pieces('zstd', 'zstd', () => [packedBy('zstd', '-q'), packedBy('zstd', '-q', '--no-check', '-19')]),
  target('tar archives', () => [TAR], ['../', '/', 'ustar\x0000', '30 path=../../x\n', '\0'.repeat(512)]),
  target('cpio archives', () => [CPIO, Buffer.concat([CPIO, gzipSync(CPIO)])], [
    '070701',
    '../',
    'TRAILER!!!\0',
  ]),
  target('Debian packages', () => [arOf(['debian-binary', Buffer.from('2.0\n')], ['data.tar', TAR])], [
    '`\n',
    'data.tar',
  ]),
  target('rpm packages', () => [rpmOf(gzipSync(CPIO))]),
  target('PE files with an initramfs', () => [peOf(CPIO)], ['.initrd\0', 'PE\0\0']),
  target('squashfs images', () => [...squashfs('gzip'), ...squashfs('zstd'), ...squashfs('xz')], ['hsqs']),
  target('erofs images', () => [...erofs(), ...erofs('-zlz4'), ...erofs('-zlz4hc', '-C65536')]),
  target('disk images', () => squashfs('gzip').map(gptOf), ['EFI PART']),
]
