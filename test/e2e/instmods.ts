/**
 * Runs the loop by which dracut installed modules before it had dracut-install (instmods.sh), with kmod and with ours.
 */
import * as fs from 'node:fs'
import { join } from 'node:path'
import type { Claim } from '../boot/proofs.ts'
import type { Ran } from '../conformance/tools.ts'
import { differences, type Listing, listTree } from './listing.ts'
import { inRoot, type Root } from './root.ts'

const NAMES = [
  '=drivers/md',
  '=fs/ext4',
  ...['nvme', 'ahci', 'virtio_blk', 'xhci-pci', 'e1000e', 'tg3', 'i915', 'xts', 'i8042', 'no_such_module'],
  ...['pci:v00008086d000010D3sv00001AF4sd00001100bc02sc00i00', 'fs-btrfs', 'crypto-sha256'],
]
const FIRMWARE = ['tigon/tg3.bin', 'i915/skl_dmc_ver1_27.bin']
const TITLE = 'the instmods loop of older dracut'

export async function proveInstmods(real: Root, ours: Root): Promise<Claim[]> {
  const [one, other] = await Promise.all([install(real), install(ours)])
  const paths = [...one.installed.keys()]
  const modules = paths.filter((path) => /\.ko(\.xz)?$/.test(path)).length
  const firmware = paths.filter((path) => FIRMWARE.some((name) => path.endsWith(name))).length
  const problems = [
    ...(one.ran.status === 0 && other.ran.status === 0 ? [] : [one.ran.stderr, other.ran.stderr]),
    ...(modules < 80 || firmware !== FIRMWARE.length
      ? [`${modules} modules and ${firmware} of firmware`]
      : []),
    ...differences(one.installed, other.installed),
    ...(one.ran.stdout === other.ran.stdout ? [] : ['other firmware or built-in modules are named']),
    ...(/^builtin .*no module no_such_module/ms.test(one.ran.stdout)
      ? []
      : ['nothing built in, or nothing unknown']),
  ]
  const text = `${TITLE}: the same ${modules} modules and ${firmware} files of firmware, the same words`
  return [problems.length === 0 ? { text } : { text, problem: problems.slice(0, 5).join('; ') }]
}

interface Installed {
  readonly ran: Ran
  readonly installed: Listing
}

async function install(root: Root): Promise<Installed> {
  fs.copyFileSync(join(import.meta.dirname, 'instmods.sh'), join(root.path, 'usr/bin/instmods'))
  for (const name of FIRMWARE) {
    const path = join(root.path, 'usr/lib/firmware', name)
    fs.mkdirSync(join(path, '..'), { recursive: true })
    fs.writeFileSync(path, 'not the real one')
  }
  const ran = await inRoot(root, `instmods ${root.kernel.release} /var/tmp/installed ${NAMES.join(' ')}`)
  const target = join(root.path, 'var/tmp/installed')
  return { ran, installed: fs.existsSync(target) ? listTree(target) : new Map() }
}
