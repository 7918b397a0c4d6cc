/**
 * Makes System.map and Module.symvers for a real kernel. Debian's packages have neither (its System.map is a stub), so
 * both are made here: the kernel's symbols are those that modules need and none of them exports, according to real
 * kmod.
 */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { symbolVersions } from './module-versions.ts'
import { kmodTool, run } from './tools.ts'
import { modulesOf, type Tree } from './trees.ts'

/** Every nth symbol is left out, or given another CRC, so that there is something to warn about. */
const LEFT_OUT = 97
const ALTERED = 50
const THREE_COLUMNS = 101

/** Names of the kernel's own symbols, as needed by the modules of `tree`, sorted. */
export async function kernelSymbols(tree: Tree, work: string): Promise<string[]> {
  const empty = join(work, 'empty.map')
  fs.writeFileSync(empty, '')
  const args = ['-n', '-b', tree.root, '-C', '/dev/null', '-aeF', empty, tree.release]
  const { stderr } = await run(kmodTool('kmod34', 'depmod'), args)
  const names = new Set<string>()
  for (const match of stderr.matchAll(/ needs unknown symbol (.+)$/gm)) names.add(match[1] ?? '')
  return [...names].sort()
}

const mapLine = (name: string, i: number): string =>
  `${(0xc0000000 + i * 16).toString(16)} T __ksymtab_${name}\n`

/** A System.map with all of `names`: nothing is unknown. */
export const wholeMap = (names: readonly string[]): string => names.map(mapLine).join('')

/** A System.map in which some of `names` are missing. */
export const thinnedMap = (names: readonly string[]): string =>
  names
    .filter((_, i) => i % LEFT_OUT !== 0)
    .map(mapLine)
    .join('')

/** Module.symvers: CRCs as the modules expect them, some altered, some symbols missing, some lines of three columns. */
export function symvers(names: readonly string[], crcs: ReadonlyMap<string, number>): string {
  const line = (name: string, i: number): string => {
    // A symbol whose CRC cannot be known here gets one that differs from everybody's.
    const crc = (crcs.get(name) ?? 0x5eed0000 + i) ^ (i % ALTERED === 0 ? 1 : 0)
    const columns = `0x${(crc >>> 0).toString(16).padStart(8, '0')}\t${name}\tvmlinux`
    return i % THREE_COLUMNS === 0 ? `${columns}\n` : `${columns}\tEXPORT_SYMBOL_GPL\t\n`
  }
  const ofModule = '0x00000001\tno_such_symbol\tkernel/no/such/module\tEXPORT_SYMBOL\t\n'
  return (
    ofModule +
    names
      .filter((_, i) => i % LEFT_OUT !== 0)
      .map(line)
      .join('')
  )
}

/** CRC of each symbol, as recorded by the uncompressed modules of `tree`; empty for compressed ones. */
export function neededCrcs(tree: Tree): Map<string, number> {
  const crcs = new Map<string, number>()
  for (const path of modulesOf(tree)) {
    if (!path.endsWith('.ko')) continue
    for (const { name, crc } of symbolVersions(fs.readFileSync(join(tree.kernel, path)))) crcs.set(name, crc)
  }
  return crcs
}
