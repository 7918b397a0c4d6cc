/** Adds what opens an encrypted root in the guest: dmsetup and mke2fs with the libraries they need, of the corpus. */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { basename, join } from 'node:path'
import { corpus } from '../conformance/tools.ts'

const LIBRARIES = 'usr/lib/x86_64-linux-gnu'
const PROGRAMS = ['dmsetup', 'mke2fs']

/** @param root of the guest, which has the loader and the C library already */
export function layOutCryptroot(root: string): void {
  const from = join(corpus, 'cryptroot')
  const loader = join(from, LIBRARIES, 'ld-linux-x86-64.so.2')
  for (const name of PROGRAMS) {
    const program = join(from, 'usr/sbin', name)
    fs.copyFileSync(program, join(root, 'usr/sbin', name))
    const list = execFileSync(loader, ['--library-path', join(from, LIBRARIES), '--list', program], {
      encoding: 'utf8',
    })
    for (const [, library = ''] of list.matchAll(/ => (\S+) \(/g)) {
      const target = join(root, LIBRARIES, basename(library))
      if (library.startsWith(from) && !fs.existsSync(target)) fs.copyFileSync(library, target)
    }
  }
}
