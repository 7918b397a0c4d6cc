/** depmod on whole kernels: against kmod's, without a cache and with one, by the number of threads, and its memory. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { kmodTool } from '../conformance/tools.ts'
import { compressedTree, kernelTree, type Tree, tenfoldTree } from '../conformance/trees.ts'
import type { Command } from '../support/our-command.ts'
import { type Context, ourTool } from './context.ts'
import { inSeconds, pairs, peaks, type Row } from './row.ts'
import { withCache } from './warm.ts'

interface Kernel {
  readonly name: string
  readonly from: 'amd64-6.1' | 'amd64-6.12'
  readonly tree: (plain: Tree) => Tree
  /** Debian's kmod has no zlib. */
  readonly isOursOnly?: true
  readonly target: readonly [number, number]
  readonly warmTarget?: readonly [number, number]
  readonly memoryTarget?: number
}

const KERNELS: readonly Kernel[] = [
  {
    name: 'plain',
    from: 'amd64-6.1',
    tree: (tree) => tree,
    target: [0.55, 0.42],
    warmTarget: [0.4, 0.28],
  },
  {
    name: 'gz',
    from: 'amd64-6.1',
    tree: (tree) => compressedTree(tree, 'gz'),
    isOursOnly: true,
    target: [0.85, 0.85],
    memoryTarget: 20,
  },
  {
    name: 'zst',
    from: 'amd64-6.1',
    tree: (tree) => compressedTree(tree, 'zst'),
    target: [0.55, 0.45],
    warmTarget: [0.16, 0.11],
    memoryTarget: 20,
  },
  { name: 'xz', from: 'amd64-6.12', tree: (tree) => tree, target: [0.5, 0.48], memoryTarget: 35 },
]
const THREADS = [1, 2, 4]

export function depmodRows(context: Context): Row[] {
  return [
    ...KERNELS.map((kernel) => coldRow(context, kernel)),
    errsymsRow(context),
    tenfoldRow(context),
    ...KERNELS.flatMap((kernel) => [0, 1].map((changed) => warmRow(context, kernel, changed))),
    ...KERNELS.flatMap((kernel) => THREADS.map((threads) => threadsRow(context, kernel, threads))),
    ...KERNELS.filter(({ memoryTarget }) => memoryTarget).map((kernel) => memoryRow(context, kernel)),
  ]
}

const COMMON = { unit: 's', result: 'ratio' } as const
const needsOf = ({ from }: Kernel): string[] => ['kmod34', from]
const treeOf = ({ from, tree }: Kernel): Tree => tree(kernelTree(from))

const argsFor = ({ work }: Context, tree: Tree, ...extra: readonly string[]): string[] => [
  ...['-b', tree.root, '-o', work, '-C', '/dev/null'],
  ...extra,
  tree.release,
]
const kmodFor = (context: Context, tree: Tree, ...extra: readonly string[]): Command => [
  ...kmodTool('kmod34', 'depmod'),
  ...argsFor(context, tree, ...extra),
]
const oursFor = (context: Context, tree: Tree, ...extra: readonly string[]): Command => [
  ...ourTool('tsdepmod'),
  ...argsFor(context, tree, ...extra),
]

/** Against an earlier build where kmod cannot read the modules, if there is one. */
function otherFor(context: Context, kernel: Kernel): Pick<Row, 'against'> & { readonly other?: Command } {
  if (!kernel.isOursOnly) return { against: 'kmod', other: kmodFor(context, treeOf(kernel)) }
  if (context.before === undefined) return { against: '-' }
  const tool = ourTool('tsdepmod', context.before)
  return { against: 'the earlier build', other: [...tool, ...argsFor(context, treeOf(kernel))] }
}

function coldRow(context: Context, kernel: Kernel): Row {
  const { name, target } = kernel
  return {
    ...COMMON,
    name,
    target,
    needs: needsOf(kernel),
    against: kernel.isOursOnly ? (context.before === undefined ? '-' : 'the earlier build') : 'kmod',
    measure: async (rounds) => {
      const ours = oursFor(context, treeOf(kernel))
      return inSeconds(await pairs({ ours, ...otherFor(context, kernel), rounds }, 'ratio'))
    },
  }
}

function errsymsRow(context: Context): Row {
  return {
    ...COMMON,
    name: 'errsyms: 150,000 warnings',
    against: 'kmod',
    needs: ['kmod34', 'amd64-6.1'],
    measure: async (rounds) => {
      const map = join(context.work, 'empty.map')
      fs.writeFileSync(map, '')
      const tree = kernelTree('amd64-6.1')
      const [ours, other] = [oursFor, kmodFor].map((of) => of(context, tree, '-e', '-F', map)) as [
        Command,
        Command,
      ]
      return inSeconds(await pairs({ ours, other, rounds }, 'ratio'))
    },
  }
}

function tenfoldRow(context: Context): Row {
  return {
    ...COMMON,
    name: 'tenfold: 40,000 modules',
    against: 'kmod',
    target: [0.3, 0.25],
    needs: ['kmod34', 'amd64-6.1'],
    measure: async (rounds) => {
      const tree = tenfoldTree(kernelTree('amd64-6.1'))
      const [ours, other] = [oursFor(context, tree), kmodFor(context, tree)]
      return inSeconds(await pairs({ ours, other, rounds: Math.min(rounds, 3) }, 'ratio'))
    },
  }
}

/** With a cache of an earlier run, since which this many modules have changed. */
function warmRow(context: Context, kernel: Kernel, changed: number): Row {
  const { name, isOursOnly, warmTarget } = kernel
  return {
    ...COMMON,
    name: `${name}, warm${changed === 0 ? '' : `, ${changed} module changed`}`,
    against: isOursOnly ? '-' : 'kmod',
    needs: needsOf(kernel),
    ...(warmTarget && changed === 0 && { target: warmTarget }),
    measure: async (rounds) => {
      const tree = treeOf(kernel)
      const { command, prepare } = withCache(oursFor(context, tree), changed, context.work)
      const other = isOursOnly ? {} : { other: kmodFor(context, tree) }
      return inSeconds(await pairs({ ours: command, ...other, rounds, prepare }, 'ratio'))
    },
  }
}

function threadsRow(context: Context, kernel: Kernel, threads: number): Row {
  return {
    ...COMMON,
    name: `${kernel.name}, --jobs=${threads}`,
    against: '-',
    needs: needsOf(kernel),
    measure: async (rounds) => {
      const ours = oursFor(context, treeOf(kernel), `--jobs=${threads}`)
      return inSeconds(await pairs({ ours, rounds: Math.min(rounds, 3) }, 'ratio'))
    },
  }
}

function memoryRow(context: Context, kernel: Kernel): Row {
  const { name, memoryTarget = Number.NaN } = kernel
  return {
    unit: 'MiB',
    result: 'more',
    name: `${name}: peak memory`,
    against: 'kmod',
    target: [memoryTarget, memoryTarget],
    needs: needsOf(kernel),
    // kmod that cannot decompress keeps nothing: what it takes for modules as they are is the measure.
    measure: () =>
      peaks(
        oursFor(context, treeOf(kernel)),
        kmodFor(context, kernel.isOursOnly ? kernelTree(kernel.from) : treeOf(kernel)),
      ),
  }
}
