/**
 * A real mkinitramfs, which calls modprobe and modinfo some 800 times, each with one name: with kmod 34.2 and with ours in
 * its place, in roots of their own (e2e/root.ts). It takes root's rights.
 */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { memoize } from '../../src/base/memoize.ts'
import { kernelTree } from '../conformance/trees.ts'
import { inRoot, layOutRoot, type Root } from '../e2e/root.ts'
import type { Context } from './context.ts'
import { summary } from './measure.ts'
import type { Figures, Row } from './row.ts'

const KERNEL = 'amd64-6.12'
const MAX_ROUNDS = 3

export const imageRows = (context: Context): Row[] => {
  const roots = memoize(() => layOut(context))
  const row = (name: string, target: Row['target'], script: (root: Root) => string, other: string): Row => ({
    name,
    unit: 's',
    result: 'ratio',
    against: other,
    ...(target && { target }),
    needs: ['builders', 'initramfs-tools-0.142', 'kmod34', KERNEL],
    measure: async (rounds) => {
      const [ours, kmod] = await roots()
      return inTurn([ours, script(ours)], [kmod, script(kmod)], Math.min(rounds, MAX_ROUNDS))
    },
  })
  return [
    row('mkinitramfs 0.142, MODULES=most', [2, 1.4], mkinitramfs, 'kmod'),
    row('  of it: 810 empty Node.js processes', undefined, emptyCalls, 'all with kmod'),
  ]
}

const mkinitramfs = ({ kernel }: Root): string =>
  `rm -rf /var/tmp/*; mkinitramfs -o /var/tmp/image ${kernel.release}`

/** As many processes as that makes, which do nothing: what is left when ours take no time. */
const emptyCalls = (root: Root): string =>
  root.commands === 'kmod' ? mkinitramfs(root) : 'i=0; while [ $i -lt 810 ]; do node -e 0; i=$((i+1)); done'

async function layOut({ work }: Context): Promise<readonly [ours: Root, kmod: Root]> {
  if (process.getuid?.() !== 0) throw new Error('Cannot measure mkinitramfs: chroot takes root')
  const kernel = kernelTree(KERNEL)
  const lay = async (commands: Root['commands']): Promise<Root> => {
    const options = { commands, kernel, initramfsTools: '0.142', form: 'package' } as const
    const root = layOutRoot(join(work, `root-${commands}`), options)
    fs.mkdirSync(join(root.path, 'etc/initramfs-tools/conf.d'), { recursive: true })
    fs.writeFileSync(
      join(root.path, 'etc/initramfs-tools/conf.d/bench'),
      'MODULES=most\nCOMPRESS=gzip\nCOMPRESSLEVEL=1\n',
    )
    await timeIn(root, `depmod -a ${kernel.release}`)
    return root
  }
  return [await lay('ours'), await lay('kmod')]
}

/** In seconds. */
async function timeIn(root: Root, script: string): Promise<number> {
  const started = performance.now()
  const { status, stderr } = await inRoot(root, script)
  if (status !== 0) throw new Error(`Cannot measure ${script}: ${stderr}`)
  return (performance.now() - started) / 1000
}

async function inTurn(
  ours: readonly [Root, string],
  other: readonly [Root, string],
  rounds: number,
): Promise<Figures> {
  const own: number[] = []
  const others: number[] = []
  for (let round = 0; round < rounds; round++) {
    own.push(await timeIn(...ours))
    others.push(await timeIn(...other))
  }
  const { median, min, max } = summary(own.map((value, i) => value / (others[i] ?? Number.NaN)))
  return { ours: summary(own).median, other: summary(others).median, result: median, min, max }
}
