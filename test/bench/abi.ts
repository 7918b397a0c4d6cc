/** Measures `tskmod abi` against depmod on the same modules, in pairs: both read each module once. */
import { join } from 'node:path'
import { corpus } from '../conformance/tools.ts'
import { fetch, kernelTree, moduleDir } from '../conformance/trees.ts'
import type { Command } from '../support/our-command.ts'
import { summary, time } from './measure.ts'

const PAIRS = 11
/** What abi may take, as a multiple of depmod's CPU time. */
const TARGET = 1.2

/** A line with the ratio; the reason where there are no headers. */
export async function abiLine(): Promise<string> {
  const missing = fetch('amd64-6.1') ?? fetch('headers-6.1')
  if (missing !== undefined) return `skipped abi: ${missing}`
  const tree = kernelTree('amd64-6.1')
  const symvers = join(corpus, 'headers-6.1/usr/src', `linux-headers-${tree.release}`, 'Module.symvers')
  const bin = (name: string): Command => [process.execPath, join(import.meta.dirname, '../../bin', name)]
  const depmod: Command = [...bin('tsdepmod.cjs'), '-n', '-e', '-E', symvers, '-b', tree.root, tree.release]
  const abi: Command = [...bin('tskmod.cjs'), 'abi', moduleDir(tree), '--against', symvers]
  await time(depmod)
  await time(abi)
  const ratios: number[] = []
  for (let pair = 0; pair < PAIRS; pair++) {
    const [base, own] = [await time(depmod), await time(abi)]
    ratios.push(own.cpu / base.cpu)
  }
  const { median, min, max } = summary(ratios)
  return `tskmod abi --against Module.symvers / tsdepmod -n -e -E, CPU, ${PAIRS} pairs: ${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)}), target ${TARGET}`
}
