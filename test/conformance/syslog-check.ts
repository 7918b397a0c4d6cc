/**
 * Compares the messages that `modprobe -s` sends to syslog with those of real kmod 34.2, one by one.
 *
 *   npm run build && npx tsx test/conformance/syslog-check.ts
 *
 * Both run in a mount namespace with a /dev of its own, where a small Python program listens on /dev/log; that needs
 * root, python3 and logger, and is skipped without them. The last line is `N passed, M failed, K skipped`.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from '../support/our-command.ts'
import { hasKmod, kmodTool } from './tools.ts'

const LISTENER = `
import json, socket, subprocess, sys
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind('/dev/log')
ran = subprocess.run(sys.argv[1:], capture_output=True)
log.setblocking(False)
messages = []
try:
    while True: messages.append(log.recv(65536).decode('latin1'))
except BlockingIOError: pass
text = lambda b: b.decode('latin1')
print(json.dumps([ran.returncode, text(ran.stdout), text(ran.stderr), messages]))
`
/** $1: an empty directory, which becomes /dev. */
const OWN_DEV = `
mount -t tmpfs none "$1" && touch "$1/null" && mount --bind /dev/null "$1/null" && mount --move "$1" /dev &&
  shift && exec python3 -c "$@"
`

/** The arguments. STDERR is a placeholder for a redirection. */
const CASES: readonly string[] = [
  '-s nosuch',
  '-sa nosuch other',
  '-sq nosuch',
  '-sr nosuch',
  '-s',
  '-s --bad',
  '-s --show-exports /nowhere.ko',
  '-s --show-modversions /nowhere.ko',
  '-sD ./nowhere.ko',
  '-saR nosuch other',
  '-sn nosuch',
  'nosuch 2>&-',
  '-a nosuch other 2>&-',
  'nosuch 2>/dev/null',
]

const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-syslog-'))
const link = join(work, 'modprobe')

/** Status, standard output and error, and the messages without their time. */
function answer(command: Command, args: string): string {
  const dev = fs.mkdtempSync(join(work, 'dev-'))
  // An empty modprobe.d and no modules: all messages are about the names.
  const shell = `${command.join(' ')} -C ${work}/none -d ${work}/none -S 1 ${args}`
  const inside = ['-m', 'sh', '-c', OWN_DEV, 'sh', dev, LISTENER, 'sh', '-c', shell]
  const { stdout, stderr } = spawnSync('unshare', inside, { encoding: 'latin1' })
  try {
    const [status, out, err, messages] = JSON.parse(stdout) as [number, string, string, string[]]
    const timeless = messages.map((text) => text.replace(/^(<\d+>)\w{3} [ \d]\d [\d:]{8} /, '$1').trimEnd())
    // kmod's option parser prints the path that it was called by.
    return JSON.stringify([status, out, err.replace(/^\S*modprobe: /gm, 'modprobe: '), timeless])
  } catch {
    throw new Error(`no answer of ${shell}: ${stdout}${stderr}`)
  }
}

function reasonToSkip(): string | undefined {
  if (!hasKmod('kmod34')) return 'there is no kmod 34 here; see corpus.sh'
  for (const program of ['python3', 'logger', 'unshare'])
    if (spawnSync(program, ['--version']).status !== 0) return `there is no ${program}`
  if (spawnSync('unshare', ['-m', 'true']).status !== 0) return 'no mount namespaces without root'
  return undefined
}

function check(): { passed: number; failed: number } {
  fs.symlinkSync(resolve(import.meta.dirname, '../../bin/tsmodprobe.cjs'), link)
  const count = { passed: 0, failed: 0 }
  for (const args of CASES) {
    const [real, ours] = [
      answer(kmodTool('kmod34', 'modprobe'), args),
      answer([process.execPath, link], args),
    ]
    count[real === ours ? 'passed' : 'failed']++
    if (real === ours) console.log(`same: modprobe ${args}: ${real}`)
    else console.log(`DIFFERENT: modprobe ${args}\n  kmod ${real}\n  ours ${ours}`)
  }
  return count
}

try {
  const reason = reasonToSkip()
  if (reason !== undefined) console.log(`skipped: messages to syslog: ${reason}`)
  const { passed, failed } = reason === undefined ? check() : { passed: 0, failed: 0 }
  console.log(`${passed} passed, ${failed} failed, ${reason === undefined ? 0 : 1} skipped`)
  if (failed > 0) process.exitCode = 1
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
