/**
 * `tskmod closure --install` against real dracut-install (dracut 106): for the same names, categories and filters the
 * same modules and firmware in the image, with the same content, the same links and the same permissions. The kernel's
 * firmware directory is made up for the check: every form that the kernel loads, links, and names that are missing.
 *
 *   npm run build && npx tsx test/conformance/dracut-check.ts [KERNEL...]
 *
 * The last line is `N passed, M failed`.
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from '../support/our-command.ts'
import { firmwareNames, layOutFirmware } from './dracut-firmware.ts'
import { filesBelow } from './image-files.ts'
import { corpus, kmodTool, OURS, type Ran, run } from './tools.ts'
import { fetch } from './trees.ts'

const KERNELS = ['amd64-6.1', 'amd64-6.12']
const TSKMOD: Command = [process.execPath, join(import.meta.dirname, '../../bin/tskmod.cjs')]

/** Symbols by which dracut recognises drivers of disks and of networks. */
const BLOCK =
  'ahci_platform_get_resources|ata_scsi_ioctl|scsi_add_host|blk_cleanup_queue|register_virtio_device'
const NET = 'eth_type_trans|register_virtio_device|usbnet_open'

interface Question {
  readonly about: string
  readonly names: readonly string[]
  /** Options of dracut-install, and of ours. */
  readonly theirs?: readonly string[]
  readonly ours?: readonly string[]
}

const QUESTIONS: readonly Question[] = [
  {
    about: 'an encrypted disk',
    names: ['dm-crypt', 'ext4', 'virtio_blk', 'virtio_pci', 'nvme', 'ahci', 'sd_mod'],
  },
  {
    about: 'aliases',
    names: ['fs-xfs', 'pci:v00008086d000010D3sv0sd0bc02sc00i00', 'crypto-aes', 'devname:fuse'],
  },
  { about: 'builtin and unknown names', names: ['ext4', 'unix', 'no-such-module', 'loop.ko', 'btrfs.ko.xz'] },
  { about: 'a category', names: ['=drivers/net/ethernet/intel'] },
  { about: 'several categories', names: ['=fs', '=crypto', '=drivers/md', '=drivers/nonesuch'] },
  { about: 'graphics and their firmware', names: ['=drivers/gpu/drm'] },
  { about: 'wireless networks and their firmware', names: ['=drivers/net/wireless'] },
  {
    about: 'drivers of disks, by symbols',
    names: ['=drivers'],
    theirs: ['-s', BLOCK],
    ours: ['--symbol', BLOCK],
  },
  {
    about: 'drivers of networks, by symbols and paths',
    names: ['=drivers/net'],
    theirs: ['-s', NET, '-P', 'drivers/net/(wireless|can|team)/'],
    ours: ['--symbol', NET, '--not-path', 'drivers/net/(wireless|can|team)/'],
  },
  {
    about: 'a category without some names',
    names: ['=drivers/scsi'],
    theirs: ['-N', '^(scsi_mod|scsi_common|mpt.*)$'],
    ours: ['--not-name', '^(scsi_mod|scsi_common|mpt.*)$'],
  },
]

function dracutInstall(): Command {
  const libraries = join(corpus, 'kmod34/usr/lib/x86_64-linux-gnu')
  const program = join(corpus, 'dracut/usr/lib/dracut/dracut-install')
  return [join(libraries, 'ld-linux-x86-64.so.2'), '--library-path', libraries, program]
}

interface Tree {
  readonly kernel: string
  readonly root: string
  readonly release: string
}

/** The kernel's modules by links, indexes of our depmod, and made-up firmware. */
async function layOut(kernel: string, root: string): Promise<Tree> {
  const parent = join(corpus, kernel, 'lib/modules')
  const release = fs.readdirSync(parent)[0] ?? ''
  const moduleDir = join(root, 'lib/modules', release)
  fs.mkdirSync(moduleDir, { recursive: true })
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'])
    fs.copyFileSync(join(parent, release, name), join(moduleDir, name))
  linkFiles(join(parent, release, 'kernel'), join(moduleDir, 'kernel'))
  const { status, stderr } = await run(OURS.depmod, ['-C', '/dev/null', '-b', root, release])
  if (status !== 0) throw new Error(`tsdepmod: ${stderr}`)
  layOutFirmware(join(root, 'lib/firmware'), await firmwareNames(join(moduleDir, 'kernel')))
  return { kernel, root, release }
}

/** Hard links where the file systems allow it: symbolic ones would be put into the image as what they are. */
function linkFiles(from: string, to: string): void {
  for (const entry of fs.readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name).slice(from.length)
    fs.mkdirSync(join(to, path, '..'), { recursive: true })
    try {
      fs.linkSync(join(from, path), join(to, path))
    } catch {
      fs.copyFileSync(join(from, path), join(to, path))
    }
  }
}

/**
 * Modules have several softdep lines, of which libkmod, and so dracut-install, follows only the first; a closure has
 * them all. Here are the files that real modprobe would load for the words of all lines but the first of a module.
 */
async function filesOfFurtherSoftdeps(root: string, release: string): Promise<Set<string>> {
  const seen = new Set<string>()
  const words = new Set<string>()
  for (const line of fs
    .readFileSync(`${root}/lib/modules/${release}/modules.softdep`, 'latin1')
    .split('\n')) {
    const [keyword, modname = '', ...rest] = line.split(' ')
    if (keyword !== 'softdep') continue
    if (seen.has(modname)) for (const word of rest) if (!word.endsWith(':')) words.add(word)
    seen.add(modname)
  }
  const query = ['-d', root, '-S', release, '-C', '/dev/null', '-D', '-a', ...words]
  const { stdout } = await run(kmodTool('kmod34', 'modprobe'), query)
  return new Set([...stdout.matchAll(/^insmod (\S+)/gm)].map(([, path = '']) => path.slice(root.length)))
}

async function compare({ root, release }: Tree, work: string, question: Question): Promise<string[]> {
  const [ours, theirs] = [join(work, 'ours'), join(work, 'theirs')]
  fs.mkdirSync(theirs, { recursive: true })
  const { names } = question
  const dirs = [`updates/${release}`, 'updates', release].map((name) => `${root}/lib/firmware/${name}`)
  const their = await run(dracutInstall(), [
    ...['-D', theirs, '--kerneldir', `${root}/lib/modules/${release}`],
    ...['--firmwaredirs', [...dirs, `${root}/lib/firmware`].join(':')],
    ...['-o', '--silent', ...(question.theirs ?? []), '-m', ...names],
  ])
  const our = await run(TSKMOD, [
    ...['closure', '--root', root, '--kernel', release, '--install', ours],
    ...['--allow-missing', names.join(','), ...(question.ours ?? []), '--', ...names],
  ])
  const problems = [...failureOf('dracut-install', their), ...failureOf('tskmod', our)]
  const there = filesBelow(theirs, root)
  // Ours has the files of depmod besides: dracut makes them in a later step.
  const here = new Map([...filesBelow(ours, root)].filter(([path]) => !/\/modules\.[^/]+$/.test(path)))
  const further = await filesOfFurtherSoftdeps(root, release)
  const beyond = [...here.keys()].filter((path) => !there.has(path) && further.has(path))
  for (const path of beyond) here.delete(path)
  for (const path of new Set([...here.keys(), ...there.keys()]))
    if (here.get(path) !== there.get(path))
      problems.push(`${path}: ${here.get(path) ?? 'missing'}, dracut ${there.get(path) ?? 'missing'}`)
  const firmware = [...there.keys()].filter((path) => path.includes('/firmware/')).length
  console.log(
    `  ${there.size - firmware} modules, ${firmware} of firmware; ${beyond.length} more of further softdep lines`,
  )
  // If both sides lack it, nothing is proved.
  if (there.size === 0) problems.push('dracut-install installed nothing')
  fs.rmSync(ours, { recursive: true, force: true })
  fs.rmSync(theirs, { recursive: true, force: true })
  return problems
}

const failureOf = (program: string, { status, stderr }: Ran): string[] =>
  status === 0 ? [] : [`${program}: status ${status}: ${stderr.trim()}`]

async function main(kernels: readonly string[]): Promise<void> {
  const missing = ['kmod34', 'dracut', ...kernels].map(fetch).find((reason) => reason !== undefined)
  if (missing !== undefined) {
    console.log(`skipped: ${missing}\n0 passed, 0 failed, 1 skipped`)
    return
  }
  let [passed, failed] = [0, 0]
  for (const kernel of kernels) {
    const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-dracut-'))
    try {
      const tree = await layOut(kernel, join(work, 'root'))
      for (const question of QUESTIONS) {
        console.log(`${kernel}: ${question.about}`)
        const problems = await compare(tree, work, question)
        if (problems.length === 0) passed++
        else failed++
        for (const problem of problems.slice(0, 10)) console.log(`  DIFFERENT ${problem}`)
      }
    } finally {
      fs.rmSync(work, { recursive: true, force: true })
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
}

const chosen = process.argv.slice(2)
await main(chosen.length > 0 ? chosen : KERNELS)
