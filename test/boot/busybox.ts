/**
 * Debian's busybox-static, unpacked into the corpus and not installed.
 *
 * Belongs into test/conformance/corpus.sh as a name `busybox`; the result is already the one it would give.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { corpus } from '../conformance/tools.ts'

const PACKAGE = 'busybox-static'
/** corpus.sh makes it when it fetches the kernel; without it this machine's own sources serve as well. */
const APT_CONFIG = join(corpus, '.apt/bookworm-amd64/apt.conf')

/** Path of the program. */
export function fetchBusybox(): string {
  const target = join(corpus, 'busybox')
  if (!fs.existsSync(target)) unpackInto(target)
  const program = ['bin/busybox', 'usr/bin/busybox'].map((path) => join(target, path)).find(fs.existsSync)
  if (program === undefined) throw new Error(`Cannot use "${target}": no busybox in it`)
  return program
}

function unpackInto(target: string): void {
  const work = fs.mkdtempSync(join(corpus, '.get.'))
  try {
    const env = fs.existsSync(APT_CONFIG) ? { ...process.env, APT_CONFIG } : process.env
    execFileSync('apt-get', ['-qq', 'download', PACKAGE], {
      cwd: work,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [deb = ''] = fs.readdirSync(work)
    execFileSync('dpkg-deb', ['-x', join(work, deb), join(work, 'root')])
    fs.renameSync(join(work, 'root'), target)
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
}
