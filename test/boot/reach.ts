/**
 * Boots a real kernel and makes it request modules by system calls (triggers.ts), under several configurations of
 * modprobe.d: /proc/modules afterwards must match the prediction of `tskmod reach`.
 *
 *   npx tsx test/boot/reach.ts [--serial]
 *
 * One round has no configuration; one has lines as people write them, of which some do nothing; one has the file that
 * `tskmod reach --deny` writes. The last line is `N passed, M failed`; without qemu or a C compiler all is skipped.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { loadAttempts } from '../../src/questions/load-attempt.ts'
import { denyFile } from '../../src/questions/reach/deny-file.ts'
import { reach } from '../../src/questions/reach/reach.ts'
import { fetch, kernelTree, type Tree } from '../conformance/trees.ts'
import { fetchBusybox } from './busybox.ts'
import { initramfs, layOutPrograms } from './image.ts'
import { boot, installQemu } from './qemu.ts'
import { type GuestTrigger, TRIGGERS } from './triggers.ts'

const KERNEL = 'amd64-6.1'
const TSKMOD = join(import.meta.dirname, '../../bin/tskmod.cjs')
const count = { passed: 0, failed: 0 }
const MODULES = TRIGGERS.map(({ module }) => module)

/** vfat and dummy must stay loadable, and so must their dependencies. */
const KEPT = ['vfat', 'dummy']
const DENIED = MODULES.filter((module) => !KEPT.includes(module))

const AS_PEOPLE_WRITE = [
  'blacklist af_alg',
  'blacklist algif_aead',
  'blacklist appletalk',
  'blacklist tcp_bbr',
  'blacklist fuse',
  'blacklist tls',
  'install btrfs /bin/false',
  'install udf /bin/true',
  'install can /bin/false',
  'install n_hdlc /bin/false',
  // These softdeps make modprobe pass over the install line of their module.
  'softdep n_hdlc pre: dummy',
  'softdep udf post: ifb',
  'alias binfmt-0403 slip',
  'alias rtnl-link-ifb off',
]

function showResult(text: string, problem?: string): void {
  count[problem === undefined ? 'passed' : 'failed']++
  console.log(problem === undefined ? `ok       ${text}` : `FAILED   ${text}: ${problem}`)
}

/** Compiles trigger.c; returns the reason if that fails. */
function compile(target: string): string | undefined {
  const { status, stderr, error } = spawnSync(
    'gcc',
    ['-O1', '-Wall', '-static', '-o', target, join(import.meta.dirname, 'trigger.c')],
    { encoding: 'utf8' },
  )
  return status === 0 ? undefined : `no static program: ${error?.message ?? stderr.trim().split('\n')[0]}`
}

function initScript(): string {
  const steps = TRIGGERS.map(
    ({ command }, i) =>
      `echo "@@ begin ${i}: "\n${quoted(command)} >/dev/null 2>&1\ncut -d' ' -f1 /proc/modules\necho "@@ end 0 ${i}"`,
  )
  return `#!/bin/sh
export PATH=/usr/sbin:/usr/bin
mount -t devtmpfs none /dev
mount -t proc none /proc
mount -t sysfs none /sys
busybox mkdir -p /dev/pts
mount -t devpts none /dev/pts
dmesg -n 1
${steps.join('\n')}
echo '@@ done'
poweroff -f
`
}

const quoted = (command: string): string =>
  command
    .split(' ')
    .map((word) => `'${word}'`)
    .join(' ')

function layOut(kernel: Tree, root: string, config: string, program: string): void {
  fs.mkdirSync(root, { recursive: true })
  layOutPrograms(root, fetchBusybox())
  for (const name of ['cut', 'ip', 'false', 'true'])
    if (!fs.existsSync(join(root, 'usr/bin', name))) fs.symlinkSync('busybox', join(root, 'usr/bin', name))
  fs.copyFileSync(program, join(root, 'usr/bin/trigger'))
  fs.writeFileSync(join(root, 'init'), initScript())
  fs.mkdirSync(join(root, 'etc/modprobe.d'), { recursive: true })
  fs.writeFileSync(join(root, 'etc/modprobe.d/00-test.conf'), config)
  const names = [...MODULES, ...TRIGGERS.flatMap((trigger) => trigger.names)]
  const args = [
    'closure',
    ...names,
    '--allow-missing',
    names.join(','),
    '--root',
    kernel.root,
    '--kernel',
    kernel.release,
  ]
  const { status, stderr } = spawnSync(process.execPath, [TSKMOD, ...args, '--install', root], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`tskmod closure: status ${status}, ${stderr.trim()}`)
}

/** The modules after each trigger, as the guest's kernel lists them. */
function modulesAfter(serial: string): Map<number, string[]> {
  const found = new Map<number, string[]>()
  for (const [, index = '', text = ''] of serial
    .replaceAll('\r', '')
    .matchAll(/^@@ begin (\d+): \n([^@]*)@@ end/gm))
    found.set(
      Number(index),
      text.split('\n').filter((line) => line !== ''),
    )
  return found
}

interface Round {
  readonly title: string
  readonly config: string
}

async function runRound(
  kernel: Tree,
  work: string,
  program: string,
  { title, config }: Round,
): Promise<void> {
  const root = join(work, 'root')
  layOut(kernel, root, config, program)
  const image = openKernel({ root, release: kernel.release, modprobeConfig: 'root' })
  fs.writeFileSync(
    join(work, 'initramfs'),
    initramfs({ ...kernel, root, dependencies: new Map(), updates: [] }),
  )
  fs.writeFileSync(join(work, 'disk'), Buffer.alloc(1 << 20))
  const guest = {
    disk: join(work, 'disk'),
    kernel: join(kernel.root, 'boot', `vmlinuz-${kernel.release}`),
    initramfs: join(work, 'initramfs'),
  }
  const serial = await boot(guest, new AbortController().signal)
  const isDone = serial.text.includes('@@ done')
  showResult(
    `${title}: Linux ${kernel.release} goes through ${TRIGGERS.length} triggers`,
    isDone ? undefined : (serial.problem ?? 'it ended early'),
  )
  if (!isDone || process.argv.includes('--serial')) console.log(serial.text.replaceAll('\r', ''))
  const after = modulesAfter(serial.text)
  const attempts = loadAttempts(await image.names())
  const { rows } = await reach(image)
  let before: ReadonlySet<string> = new Set()
  for (const [i, trigger] of TRIGGERS.entries()) {
    const wanted = new Set(before)
    const ask = (names: readonly string[]): void => {
      for (const name of names)
        for (const { inserted } of attempts.attempts(name))
          for (const modname of inserted) wanted.add(modname)
    }
    if (trigger.through) ask(trigger.through.names)
    if (trigger.through === undefined || wanted.has(trigger.through.module)) ask(trigger.names)
    const found = new Set(after.get(i) ?? [])
    judge(title, trigger, { before, wanted, found })
    const row = rows.find(({ modname }) => modname === trigger.module)
    if (row?.actor !== trigger.actor)
      showResult(`${trigger.key}: by ${trigger.actor}`, `reach says ${row?.actor}`)
    before = found
  }
}

interface Loaded {
  readonly before: ReadonlySet<string>
  readonly wanted: ReadonlySet<string>
  readonly found: ReadonlySet<string>
}

function judge(title: string, { key, module }: GuestTrigger, { before, wanted, found }: Loaded): void {
  const added = [...wanted].filter((name) => !before.has(name))
  const text = wanted.has(module)
    ? `${title}: ${key} loads ${added.join(', ') || `nothing more than ${module}`}`
    : `${title}: ${key} does not load ${module}`
  const lacking = [...wanted].filter((name) => !found.has(name))
  const extra = [...found].filter((name) => !wanted.has(name))
  const problem = [
    ...(lacking.length > 0 ? [`not there: ${lacking.join(', ')}`] : []),
    ...(extra.length > 0 ? [`there, too: ${extra.join(', ')}`] : []),
  ]
  showResult(text, problem.length > 0 ? problem.join('; ') : undefined)
}

async function main(): Promise<void> {
  const reason = installQemu()
  const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-boot-reach-'))
  try {
    const problem = reason ?? compile(join(work, 'trigger'))
    if (problem !== undefined) {
      console.log(`skipped  everything: ${problem}\n0 passed, 0 failed, 1 skipped`)
      return
    }
    for (const name of ['kmod34', KERNEL]) {
      const failure = fetch(name)
      if (failure !== undefined) throw new Error(failure)
    }
    const kernel = kernelTree(KERNEL)
    const made = await denyFile(openKernel({ root: kernel.root, release: kernel.release }), {
      deny: DENIED,
      allow: KEPT,
    })
    showResult(
      `a file that denies ${made.denied.length} modules is verified on ${made.tried} names`,
      made.undeniable[0]?.modname,
    )
    const rounds: Round[] = [
      { title: 'no configuration', config: '' },
      { title: 'lines as people write them', config: `${AS_PEOPLE_WRITE.join('\n')}\n` },
      { title: 'our deny file', config: made.text },
    ]
    for (const [i, round] of rounds.entries())
      await runRound(kernel, join(work, String(i)), join(work, 'trigger'), round)
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
  console.log(`\n${count.passed} passed, ${count.failed} failed`)
  process.exitCode = count.failed > 0 ? 1 : 0
}

await main()
