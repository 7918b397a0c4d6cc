/** Debian's busybox-static, of the corpus. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { corpus } from '../conformance/tools.ts'
import { fetch } from '../conformance/trees.ts'

/** Path of the program. */
export function fetchBusybox(): string {
  fetch('busybox')
  const program = ['bin/busybox', 'usr/bin/busybox']
    .map((path) => join(corpus, 'busybox', path))
    .find(fs.existsSync)
  if (program === undefined) throw new Error(`Cannot find busybox in "${corpus}"`)
  return program
}
