/** Layers on top of each other, as the kernel's own overlayfs merges them: its mount is unpacked, and is the oracle. */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { moduleDir, type Tree } from './trees.ts'

export interface LayerCase {
  readonly name: string
  /** Programs that the scripts need. */
  readonly needs?: readonly string[]
  /** Shell scripts that make each layer in the current directory, bottom to top; $M is the module directory in it. */
  readonly layers: readonly string[]
  /** How our sources are made of the layers: a script that packs the directory $IN into $OUT. Default: the directory. */
  readonly pack?: string
}

const AT = 'mkdir -p "$M"'
const OPAQUE = 'setfattr -n trusted.overlay.opaque -v y'

export const LAYER_CASES: readonly LayerCase[] = [
  {
    name: 'modules in updates/ replace the kernel’s',
    layers: [
      `${AT}/updates; cp "$KERNEL/fs/ext4/ext4.ko" "$M/updates/"; cp "$KERNEL/fs/xfs/xfs.ko" "$M/updates/mine.ko"`,
    ],
  },
  {
    name: 'whiteouts of a module and of a directory',
    layers: [
      `${AT}/kernel/fs; mknod "$M/kernel/fs/xfs" c 0 0; mkdir "$M/kernel/fs/ext4"; mknod "$M/kernel/fs/ext4/ext4.ko" c 0 0`,
    ],
  },
  {
    name: 'a file in the place of a directory, and back',
    layers: [
      `${AT}/kernel/fs; echo file >"$M/kernel/fs/btrfs"`,
      `${AT}/kernel/fs/btrfs; cp "$KERNEL/fs/xfs/xfs.ko" "$M/kernel/fs/btrfs/btrfs.ko"`,
    ],
  },
  // Of a directory of the machine Node.js cannot read attributes: there `.wh..wh..opq` makes one opaque.
  {
    name: 'an opaque directory in squashfs',
    needs: ['setfattr', 'mksquashfs'],
    layers: [`${AT}/kernel/fs; cp "$KERNEL/fs/ext4/ext4.ko" "$M/kernel/fs/"; ${OPAQUE} "$M/kernel/fs"`],
    pack: 'mksquashfs "$IN" "$OUT" -quiet -no-progress -comp zstd >/dev/null',
  },
  {
    name: 'an opaque directory in erofs',
    needs: ['setfattr', 'mkfs.erofs'],
    layers: [`${AT}/kernel/fs; cp "$KERNEL/fs/ext4/ext4.ko" "$M/kernel/fs/"; ${OPAQUE} "$M/kernel/fs"`],
    pack: 'mkfs.erofs -zlz4hc "$OUT" "$IN" >/dev/null 2>&1',
  },
  {
    name: 'an opaque directory in tar',
    needs: ['setfattr'],
    layers: [`${AT}/kernel/fs; cp "$KERNEL/fs/ext4/ext4.ko" "$M/kernel/fs/"; ${OPAQUE} "$M/kernel/fs"`],
    pack: 'tar -C "$IN" --xattrs --xattrs-include="*" --format=posix -cf - . | xz -0 >"$OUT"',
  },
  {
    name: 'whiteouts in tar, squashfs',
    needs: ['mksquashfs'],
    layers: [
      `${AT}/kernel/fs; mknod "$M/kernel/fs/xfs" c 0 0; mkdir "$M/kernel/fs/ext4"; mknod "$M/kernel/fs/ext4/ext4.ko" c 0 0`,
      `${AT}/extra; cp "$KERNEL/fs/xfs/xfs.ko" "$M/extra/"; mknod "$M/kernel" c 0 0 && mv "$M/kernel" "$M/nothing"`,
    ],
    pack: 'case $OUT in *1) tar -C "$IN" -cf "$OUT" .;; *) mksquashfs "$IN" "$OUT" -quiet -no-progress -comp gzip >/dev/null;; esac',
  },
  {
    name: 'links of a layer',
    layers: [
      `${AT}; ln -s kernel/fs/xfs/xfs.ko "$M/link.ko"; mkdir "$M/updates"; ln -s ../kernel/net "$M/updates/net"`,
    ],
  },
]

export type Merged =
  | { readonly root: string; readonly sources: readonly string[] }
  | { readonly skipped: string }

/** The base with its layers on top: the mounted tree, copied, and the sources that our commands get. */
export function mergedByOverlayfs({ layers, needs = [], pack }: LayerCase, tree: Tree, work: string): Merged {
  const missing = needs.find((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
  if (missing !== undefined) return { skipped: `${missing} is not installed` }
  execFileSync('rm', ['-rf', work])
  const root = join(work, 'merged')
  fs.mkdirSync(root, { recursive: true })
  const directories = layers.map((script, i) => {
    const directory = join(work, `layer${i + 1}`)
    const M = moduleDir({ ...tree, root: directory })
    fs.mkdirSync(directory)
    execFileSync('bash', ['-e', '-c', script], { env: { ...process.env, M, KERNEL: tree.kernel } })
    return directory
  })
  // Overlayfs names the uppermost directory first. A layer cannot be on an overlay itself, where mknod makes no whiteouts.
  const lower = [...directories].reverse().concat(tree.root).join(':')
  const script =
    'mkdir "$1/mnt" && mount -t overlay overlay -o "lowerdir=$2" "$1/mnt" && cp -a "$1/mnt/." "$1/merged/"'
  const { status, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', script, 'sh', work, lower], {
    encoding: 'utf8',
  })
  if (status !== 0) return { skipped: `overlayfs cannot be mounted: ${stderr.trim()}` }
  const sources = directories.map((directory, i) => packed(directory, join(work, `source${i + 1}`), pack))
  return { root, sources: [tree.root, ...sources] }
}

function packed(directory: string, out: string, pack: string | undefined): string {
  if (pack === undefined) return directory
  execFileSync('bash', ['-e', '-c', pack], { env: { ...process.env, IN: directory, OUT: out } })
  return out
}
