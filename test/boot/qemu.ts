/** The virtual machine to boot, and qemu, which runs it. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'

const QEMU = 'qemu-system-x86_64'
const PACKAGE = 'qemu-system-x86'

/** A boot takes some 5 s on an idle machine. Longer than this means that it hangs. */
export const QEMU_TIME_LIMIT_MS = 60_000

/** An emulated processor (KVM is not everywhere), the two devices that the guest looks for, and nothing else. */
const MACHINE = [
  ...[
    '-accel',
    'tcg',
    '-cpu',
    'max',
    '-m',
    '512',
    '-smp',
    '1',
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
  ],
  ...['-serial', 'stdio', '-monitor', 'none', '-no-reboot'],
  ...['-device', 'e1000,romfile='],
  ...['-device', 'virtio-blk-pci,drive=disk'],
]
/** With -no-reboot, panic=-1 turns a dead kernel into the end of qemu. */
const KERNEL_CMDLINE = 'console=ttyS0 quiet panic=-1'

export interface Guest {
  /** A file, whose content becomes that of the disk. */
  readonly disk: string
  readonly kernel: string
  readonly initramfs: string
  /** Words for the kernel's command line. */
  readonly append?: string
}

export interface Serial {
  readonly text: string
  readonly seconds: number
  /** Why qemu did not exit by itself, or its message. */
  readonly problem?: string
}

/** Installs qemu if missing. Returns the reason if that fails. */
export function installQemu(): string | undefined {
  if (spawnSync(QEMU, ['--version']).status === 0) return undefined
  console.log(`installing ${PACKAGE} (some 15 MB; half a minute)`)
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const steps = [['update'], ['install', '-y', '--no-install-recommends', PACKAGE]]
    for (const step of steps)
      execFileSync('apt-get', ['-qq', ...step], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? '').trim()
    return `no ${QEMU}, and ${PACKAGE} cannot be installed: ${said.split('\n').at(-1) || error}`
  }
  return spawnSync(QEMU, ['--version']).status === 0
    ? undefined
    : `no ${QEMU}, though ${PACKAGE} is installed`
}

/** Runs the guest until it powers off, the time is up or `stop` is raised; qemu does not outlive the promise. */
export function boot(guest: Guest, stop: AbortSignal): Promise<Serial> {
  const commandLine = guest.append === undefined ? KERNEL_CMDLINE : `${KERNEL_CMDLINE} ${guest.append}`
  const disk = ['-blockdev', `driver=file,node-name=disk,filename=${guest.disk}`]
  const files = [...disk, '-kernel', guest.kernel, '-initrd', guest.initramfs, '-append', commandLine]
  const limit = AbortSignal.timeout(QEMU_TIME_LIMIT_MS)
  const signal = AbortSignal.any([stop, limit])
  const started = performance.now()
  const child = spawn(QEMU, [...files, ...MACHINE], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  })
  let text = ''
  let errors = ''
  child.stdout.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  child.stderr.setEncoding('latin1').on('data', (chunk: string) => (errors += chunk))
  child.on('error', (error) => {
    if (!signal.aborted) errors += error.message
  })
  return new Promise((resolve) => {
    child.on('close', (status) => {
      const seconds = (performance.now() - started) / 1000
      const limited = limit.aborted ? `stopped after ${QEMU_TIME_LIMIT_MS / 1000} s` : ''
      const stopped = stop.aborted ? 'interrupted' : limited
      const problem = stopped || (status === 0 ? '' : errors.trim() || `exit status ${status}`)
      resolve({ text, seconds, ...(problem !== '' && { problem }) })
    })
  })
}
