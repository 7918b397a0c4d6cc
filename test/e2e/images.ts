/** Builds initramfs images with kmod and with ours: the images must be the same. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import type { Claim } from '../boot/proofs.ts'
import type { Ran } from '../conformance/tools.ts'
import { differences, type Listing, listTree, without } from './listing.ts'
import { COMMAND_FILES, inRoot, type Root, type RootOptions } from './root.ts'

export interface Builder {
  readonly title: string
  readonly initramfsTools: RootOptions['initramfsTools']
  /** Below the root, written before the build. */
  readonly files: Readonly<Record<string, string>>
  /** Makes /var/tmp/image for the release $K. */
  readonly script: string
  /** Files that differ from build to build. */
  readonly everDifferent?: RegExp
  /** The minimum number of modules in the image, so that an empty one proves nothing. */
  readonly atLeast: number
}

/** The result of MODULES=dep on a machine with its root on LVM on LUKS on NVMe, and some network. */
const MACHINE = `# as a machine's own list
nvme
ahci
virtio_blk
virtio_net
dm-crypt
dm-mod
ext4
btrfs
xhci-pci
usb-storage
e1000e
tg3
i915
aesni_intel
nls_iso8859-1
overlay
nfsv4
`

const mkinitramfs = (initramfsTools: Builder['initramfsTools'], modules: 'most' | 'list'): Builder => ({
  title: `initramfs-tools ${initramfsTools}, MODULES=${modules}`,
  initramfsTools,
  files: {
    'etc/initramfs-tools/conf.d/e2e': `MODULES=${modules}\nCOMPRESS=gzip\nCOMPRESSLEVEL=1\n`,
    'etc/initramfs-tools/modules': modules === 'list' ? MACHINE : '',
    'usr/lib/firmware/tigon/tg3.bin': 'not the real one',
    'usr/lib/firmware/i915/skl_dmc_ver1_27.bin': 'not the real one',
  },
  script: 'mkinitramfs -o /var/tmp/image "$K"',
  atLeast: modules === 'most' ? 700 : 50,
})

export const BUILDERS: readonly Builder[] = [
  mkinitramfs('0.148', 'most'),
  mkinitramfs('0.148', 'list'),
  mkinitramfs('0.142', 'most'),
  mkinitramfs('0.142', 'list'),
  {
    title: 'dracut 106, --no-hostonly',
    initramfsTools: '0.148',
    files: { 'usr/lib/firmware/tigon/tg3.bin': 'not the real one' },
    script: 'dracut --no-hostonly --kver "$K" --compress cat /var/tmp/image',
    atLeast: 500,
  },
]

/** Those of unstable, with its kernel for clouds, which has fewer modules. */
export const RECENT_BUILDERS: readonly Builder[] = [
  { ...mkinitramfs('0.151', 'most'), atLeast: 100 },
  { ...mkinitramfs('0.151', 'list'), atLeast: 20 },
  {
    title: 'dracut 112, --no-hostonly',
    initramfsTools: '0.151',
    files: {},
    script: 'dracut --no-hostonly --kver "$K" --compress cat /var/tmp/image',
    atLeast: 150,
  },
]

interface Built {
  readonly ran: Ran
  readonly image: Listing
  readonly seconds: number
}

/** Both at once: there are two processors. */
export async function proveBuilder(builder: Builder, real: Root, ours: Root): Promise<Claim[]> {
  const [one, other] = await Promise.all([build(builder, real), build(builder, ours)])
  const modules = [...one.image.keys()].filter((path) => /\.ko(\.xz)?$/.test(path)).length
  const leftOut = builder.everDifferent ?? /^$/
  const compared = [one, other].map(({ image }) => without(without(image, COMMAND_FILES), leftOut)) as [
    Listing,
    Listing,
  ]
  const indexes = [...compared[0].keys()].filter((path) => /\/modules\.[^/]+$/.test(path))
  const took = `${one.seconds.toFixed(1)} s with kmod, ${other.seconds.toFixed(1)} s with ours, both at once`
  return [
    claim(`${builder.title}: builds an image (${took})`, problemsOf(one, other)),
    claim(
      `${builder.title}: it has ${modules} modules`,
      modules >= builder.atLeast ? [] : [`expected ${builder.atLeast} or more`],
    ),
    claim(
      `${builder.title}: the same ${compared[0].size} files, byte for byte, ${indexes.length} modules.* among them`,
      indexes.length >= 11 ? differences(...compared) : ['there are too few modules.* in it'],
    ),
    claim(`${builder.title}: the same messages`, differences(linesOf(one.ran), linesOf(other.ran))),
  ]
}

async function build(builder: Builder, root: Root): Promise<Built> {
  for (const [path, text] of Object.entries(builder.files)) {
    fs.mkdirSync(join(root.path, path, '..'), { recursive: true })
    fs.writeFileSync(join(root.path, path), text)
  }
  const started = performance.now()
  const ran = await inRoot(root, `K=${root.kernel.release}\nrm -rf /var/tmp/*\n${builder.script}`)
  const seconds = (performance.now() - started) / 1000
  const unpacked = await inRoot(root, 'unmkinitramfs /var/tmp/image /var/tmp/unpacked')
  const top = join(root.path, 'var/tmp/unpacked')
  const image = unpacked.status === 0 && fs.existsSync(top) ? listTree(top) : new Map()
  fs.rmSync(top, { recursive: true, force: true })
  return { ran, image, seconds }
}

const problemsOf = (...built: readonly Built[]): string[] =>
  built.flatMap(({ ran: { status, stderr } }) =>
    status === 0 ? [] : [`status ${status}, ${stderr.trim().split('\n').slice(-3).join(' | ')}`],
  )

/** Messages of programs that run in parallel come in any order; random names are ignored. */
const linesOf = ({ stdout, stderr }: Ran): Listing =>
  new Map(
    `${stdout}${stderr}`
      .replaceAll(/(mkinitramfs[-_]\w*|dracut|initramfs)\.\w{6,}/g, '$1.RANDOM')
      .split('\n')
      .map((line) => [line, '']),
  )

function claim(text: string, problems: readonly string[]): Claim {
  const more = problems.length > 8 ? ` and ${problems.length - 8} more` : ''
  return problems.length === 0 ? { text } : { text, problem: `${problems.slice(0, 8).join('; ')}${more}` }
}
