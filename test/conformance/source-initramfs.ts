/** Initramfs images as distributions' builders make them, with kmod in a root of their own (test/e2e/root.ts). */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { inRoot, layOutRoot, type RootOptions } from '../e2e/root.ts'
import { kernelTree } from './trees.ts'

interface Builder {
  readonly name: string
  readonly initramfsTools: RootOptions['initramfsTools']
  readonly corpus: readonly string[]
  readonly kernel: string
  /** Makes /var/tmp/image for the release $K. */
  readonly script: string
}

const conf = (compression: string): string =>
  `printf 'MODULES=most\\nCOMPRESS=${compression}\\n' >/etc/initramfs-tools/conf.d/sources`
/** A segment as intel-microcode and amd64-microcode have dracut put in front. */
const MICROCODE =
  'mkdir -p /var/tmp/early/kernel/x86/microcode; head -c 30000 /dev/zero >/var/tmp/early/kernel/x86/microcode/AuthenticAMD.bin; ' +
  '(cd /var/tmp/early; find . | cpio --quiet -o -H newc >/var/tmp/ucode)'

const BUILDERS: readonly Builder[] = [
  {
    name: 'initramfs-tools 0.142, gzip',
    initramfsTools: '0.142',
    corpus: ['builders', 'initramfs-tools-0.142'],
    kernel: 'amd64-6.12',
    script: `${conf('gzip')}; mkinitramfs -o /var/tmp/image "$K"`,
  },
  {
    name: 'initramfs-tools 0.148, zstd, behind microcode',
    initramfsTools: '0.148',
    corpus: ['builders'],
    kernel: 'amd64-6.12',
    script: `${conf('zstd')}; ${MICROCODE}; mkinitramfs -o /var/tmp/main "$K"; cat /var/tmp/ucode /var/tmp/main >/var/tmp/image`,
  },
  {
    name: 'dracut 106, xz',
    initramfsTools: '0.148',
    corpus: ['builders'],
    kernel: 'amd64-6.12',
    script: 'dracut --no-hostonly --kver "$K" --xz /var/tmp/image',
  },
  {
    name: 'initramfs-tools 0.151, xz',
    initramfsTools: '0.151',
    corpus: ['builders-sid'],
    kernel: 'amd64-cloud-sid',
    script: `${conf('xz')}; mkinitramfs -o /var/tmp/image "$K"`,
  },
  {
    name: 'dracut 112, zstd, behind microcode',
    initramfsTools: '0.151',
    corpus: ['builders-sid'],
    kernel: 'amd64-cloud-sid',
    script: `${MICROCODE}; dracut --no-hostonly --kver "$K" --zstd /var/tmp/main; cat /var/tmp/ucode /var/tmp/main >/var/tmp/image`,
  },
]

export interface InitramfsImage {
  readonly name: string
  readonly image: string
  /** What the builder's own unpacker makes of it. */
  readonly root: string
  readonly release: string
  /** Why there is none. */
  readonly skipped?: string
}

/** @param have whether a name of the corpus is there */
export async function* initramfsImages(
  work: string,
  wanted: (name: string) => boolean,
  have: (name: string, user: string) => boolean,
): AsyncGenerator<InitramfsImage> {
  for (const { name, initramfsTools, corpus, kernel: kernelName, script } of BUILDERS) {
    if (!wanted(name) || ![...corpus, kernelName].every((part) => have(part, name))) continue
    const kernel = kernelTree(kernelName)
    const path = join(work, 'builder')
    const nothing = { name, image: '', root: '', release: kernel.release }
    if (process.getuid?.() !== 0) {
      yield { ...nothing, skipped: 'it takes the rights of root' }
      continue
    }
    const root = layOutRoot(path, { commands: 'kmod', kernel, initramfsTools, form: 'package' })
    const ran = await inRoot(
      root,
      `K=${kernel.release}\nset -e\nrm -rf /var/tmp/*\ndepmod -a "$K"\n${script}`,
    )
    const unpacked = await inRoot(root, 'unmkinitramfs /var/tmp/image /var/tmp/unpacked')
    const image = join(path, 'var/tmp/image')
    if (ran.status !== 0 || unpacked.status !== 0)
      throw new Error(`${name}: ${ran.stderr || unpacked.stderr || 'it cannot be built'}`)
    yield { name, image, root: mainOf(join(path, 'var/tmp/unpacked')), release: kernel.release }
    execFileSync('rm', ['-rf', path])
  }
}

/** Where there are several segments, unmkinitramfs makes a directory of each. */
const mainOf = (unpacked: string): string =>
  fs.existsSync(join(unpacked, 'main')) ? join(unpacked, 'main') : unpacked
