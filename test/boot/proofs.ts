/** The references for the guest's report: modules.dep as our depmod wrote it, and the plans of our modprobe. */
import { moduleName } from './dependencies.ts'
import type { Image } from './image.ts'
import type { Plans } from './our-plans.ts'
import { type GuestReport, type Loading, loadings, modulesAt } from './report.ts'

export interface Claim {
  readonly text: string
  /** The reason why the claim fails. */
  readonly problem?: string
}

/** Ours prints the same first line. */
const KMOD = ['kmod version 34.2', '+ZSTD +XZ -ZLIB +OPENSSL']
/** What the guest loads by name (init.sh). The second one has soft dependencies too. */
const NAMES = ['dm-crypt', 'dm-thin-pool'] as const
const REMOVED = ['dm-crypt', 'dm-thin-pool', 'dm-bufio', 'e1000'] as const
/** Aliases by their prefixes, their devices, and the module for each. */
const ALIASES = [
  ['pci:v00008086d0000100E', 'the network card, as sysfs has it', 'e1000'],
  ['pci:v00001AF4d00001001', 'the disk on the PCI bus, as sysfs has it', 'virtio_pci'],
  ['virtio:d00000002', 'the disk on the virtio bus, as sysfs has it', 'virtio_blk'],
  ['pci:v00008086d000010D3', 'a card that is not there, given by hand', 'e1000e'],
] as const
/** In sectors: the 16 MiB of qemu.ts. */
const DISK_SIZE = '32768'

export function proofs(image: Image, report: GuestReport, plans: Plans | undefined): Claim[] {
  return [
    ...setting(image, report),
    ...NAMES.flatMap((name) => byName(image, report, name)),
    ...ALIASES.flatMap(([start, whose, module]) => byAlias(image, report, { start, whose, module })),
    ...devices(image, report),
    ...removal(report),
    ...encryptedRoot(image, report),
    ...busybox(image, report),
    ...(plans ? sameAsOurs(report, plans) : []),
  ]
}

function same(text: string, found: unknown, wanted: unknown): Claim {
  const [seen, expected] = [JSON.stringify(found), JSON.stringify(wanted)]
  // If both sides lack it, nothing is proved.
  return seen !== undefined && seen === expected
    ? { text }
    : { text, problem: `expected ${expected}, found ${seen ?? 'nothing'}` }
}

const statusOf = (report: GuestReport, key: string): number | undefined => report.steps.get(key)?.status
const firstLine = (report: GuestReport, key: string): string | undefined => report.steps.get(key)?.lines[0]

function setting(image: Image, report: GuestReport): Claim[] {
  const places = image.updates.map((name) => image.dependencies.get(moduleName(name))?.path.split('/')[0])
  const preferred = places.map((place, i) =>
    same(`depmod takes ${image.updates[i]} from updates/`, place, 'updates'),
  )
  return [
    same(`the guest runs Linux ${image.release}`, firstLine(report, 'kernel'), image.release),
    same('its /lib is the link of the archive with the programs', firstLine(report, 'merged lib'), 'usr/lib'),
    same(`its modprobe is ${KMOD[0]}`, report.steps.get('kmod')?.lines, KMOD),
    same(
      'it starts without modules',
      [statusOf(report, 'modules at boot'), modulesAt(report, 'at boot')],
      [0, []],
    ),
    ...preferred,
  ]
}

/** Names of `module` and of its dependencies in modules.dep, in load order. */
function stackOf(image: Image, module: string): string[] {
  return pathsOf(image, module).map(moduleName)
}

function pathsOf(image: Image, module: string): string[] {
  const row = image.dependencies.get(module)
  if (row === undefined) throw new Error(`modules.dep has no ${module}`)
  return [row.path, ...row.needs].reverse()
}

function live(report: GuestReport, point: string, modules: readonly string[], what: string): Claim {
  const states = new Map(modulesAt(report, point).map(({ name, state }) => [name, state]))
  const text = `${what}: ${modules.join(', ')} ${modules.length > 1 ? 'are' : 'is'} Live`
  return same(
    text,
    modules.map((name) => states.get(name)),
    modules.map(() => 'Live'),
  )
}

/** A modprobe that succeeded, in the order of modules.dep; modules loaded before are not loaded again. */
function inOrder(image: Image, report: GuestReport, loading: Loading | undefined, module: string): Claim {
  const before = loading ? insertedBefore(report, loading) : []
  const lines = pathsOf(image, module).map((path) => `insmod /lib/modules/${image.release}/${path} `)
  const wanted = lines.filter((line) => !before.includes(line))
  // Soft dependencies come in between: they are not in modules.dep.
  const found = loading?.inserted.filter((line) => lines.includes(line))
  const text = `modprobe gives 0 and inserts them in the order of modules.dep: ${wanted.map(shortly).join(', ')}`
  return same(text, [loading?.status, found], [0, wanted])
}

const shortly = (line: string): string => line.replace(/^insmod \/lib\/modules\/[^/]*\//, '').trim()

function insertedBefore(report: GuestReport, { name }: Loading): string[] {
  const all = loadings(report)
  return all
    .slice(
      0,
      all.findIndex((other) => other.name === name),
    )
    .flatMap(({ inserted }) => inserted)
}

const loadingOf = (report: GuestReport, start: string): Loading | undefined =>
  loadings(report).find(({ name }) => name.startsWith(start))

function byName(image: Image, report: GuestReport, name: string): Claim[] {
  const module = moduleName(name)
  const stack = stackOf(image, module)
  const loading = loadingOf(report, name)
  const before = loading ? insertedBefore(report, loading) : []
  const plan = report.steps.get(`plan ${name}`)?.lines.filter((line) => !before.includes(line))
  const kernelOrder = modulesAt(report, `after ${name}`).map((loaded) => loaded.name)
  return [
    inOrder(image, report, loading, module),
    live(report, `after ${name}`, stack, `by the name ${name}`),
    same(
      `the kernel got them in that order`,
      kernelOrder.filter((one) => stack.includes(one)),
      stack,
    ),
    same(`real modprobe -D ${name} had announced just that`, loading?.inserted, plan),
  ]
}

interface AliasCase {
  readonly start: string
  readonly whose: string
  readonly module: string
}

function byAlias(image: Image, report: GuestReport, { start, whose, module }: AliasCase): Claim[] {
  const loading = loadingOf(report, start)
  const what = `by the alias ${loading?.name ?? start} (${whose})`
  return [
    live(report, 'after aliases', stackOf(image, module), what),
    inOrder(image, report, loading, module),
  ]
}

function devices(image: Image, report: GuestReport): Claim[] {
  const driver = firstLine(report, 'driver of the network card')?.split('/').at(-1)
  const again = report.steps.get('again dm-crypt')
  return [
    same('the network card is driven by e1000', driver, 'e1000'),
    same('the disk is there', firstLine(report, 'disk'), DISK_SIZE),
    same('a second modprobe dm-crypt gives 0 and inserts nothing', again, { status: 0, lines: [] }),
    live(report, 'after mount', stackOf(image, 'ext4'), 'when the kernel itself calls modprobe for fs-ext4'),
  ]
}

function removal(report: GuestReport): Claim[] {
  const statuses = REMOVED.map((name) => statusOf(report, `remove ${name}`))
  const gone = [...REMOVED, 'dm-mod'].map(moduleName)
  const left = modulesAt(report, 'after removal').map(({ name }) => name)
  return [
    same(`modprobe -r ${REMOVED.join(', ')}: each gives 0`, statuses, [0, 0, 0, 0]),
    same(
      `${gone.join(', ')} are gone`,
      [statusOf(report, 'modules after removal'), gone.filter((name) => left.includes(name))],
      [0, []],
    ),
  ]
}

/** AES in XTS mode: the kernel requests crypto-xts, crypto-ecb and crypto-aes from modprobe, which are aliases. */
const CIPHER = ['xts', 'ecb', 'aesni_intel'] as const
const ROOT_STEPS = ['name', 'open', 'format', 'mount', 'unmount', 'mount again', 'unmount again', 'close']

function encryptedRoot(image: Image, report: GuestReport): Claim[] {
  const statuses = ROOT_STEPS.map((step) => statusOf(report, `root ${step}`))
  const before = modulesAt(report, 'after removal').map(({ name }) => name)
  return [
    same(
      'before the encrypted root none of its cipher is loaded',
      [statusOf(report, 'modules after removal'), CIPHER.filter((name) => before.includes(name))],
      [0, []],
    ),
    same(
      `an encrypted root, ${ROOT_STEPS.join(', ')}: each gives 0`,
      statuses,
      ROOT_STEPS.map(() => 0),
    ),
    ...['dm_crypt', ...CIPHER].map((name) =>
      live(
        report,
        'after open',
        stackOf(image, name),
        name === 'dm_crypt' ? 'by name' : 'by the alias that the kernel asks for',
      ),
    ),
    same('what was written to the encrypted root is read back', firstLine(report, 'root greeting'), 'hello'),
  ]
}

function busybox(image: Image, report: GuestReport): Claim[] {
  const statuses = ['busybox name', 'busybox alias'].map((key) => statusOf(report, key))
  return [
    same('busybox modprobe, by name and by alias: each gives 0', statuses, [0, 0]),
    live(report, 'after busybox', [...stackOf(image, 'dm_crypt'), 'e1000'], 'by our text files'),
  ]
}

/** Every name and alias of the guest, including those that match nothing. */
function sameAsOurs(report: GuestReport, plans: Plans): Claim[] {
  return loadings(report).map((loading) => {
    const before = insertedBefore(report, loading)
    const plan = plans.get(loading.name)
    const lines = plan?.lines.filter((line) => !before.includes(line))
    const text = `tsmodprobe -D ${loading.name}: what the guest did (status ${loading.status}, ${loading.inserted.length} modules)`
    return same(text, [loading.status, loading.inserted], [plan?.status, lines])
  })
}
