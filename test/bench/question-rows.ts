/**
 * Questions of tskmod on the kernel with .ko.xz, without a cache and with one, in times of `tsdepmod` without a cache on the
 * same tree; `abi` in the CPU time of depmod; and all modules in one call of tsmodinfo, in the CPU time of kmod's.
 */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { corpus, kmodTool } from '../conformance/tools.ts'
import { kernelTree, moduleDir, modulesOf } from '../conformance/trees.ts'
import type { Command } from '../support/our-command.ts'
import { type Context, ourTool } from './context.ts'
import { type Figures, inSeconds, pairs, type Row } from './row.ts'

const KERNEL = 'amd64-6.12'
const MAX_ROUNDS = 3
const FROM_MODULES = ['--from', 'modules']

interface Question {
  readonly name: string
  readonly args: (root: string) => readonly string[]
  /** How many kernels it reads. */
  readonly kernels?: number
  readonly target: number
  readonly warmTarget: number
}

const QUESTIONS: readonly Question[] = [
  { name: 'check', args: (root) => ['check', '--root', root], target: 1.2, warmTarget: 0.25 },
  { name: 'diff', args: (root) => ['diff', root, root], kernels: 2, target: 1.2, warmTarget: 0.25 },
  {
    name: 'why ext4',
    args: (root) => ['why', 'ext4', ...FROM_MODULES, '--root', root],
    target: 0.9,
    warmTarget: 0.12,
  },
  { name: 'needs crc32', args: (root) => ['needs', 'crc32', '--root', root], target: 0.9, warmTarget: 0.12 },
  {
    name: 'closure ext4',
    args: (root) => ['closure', 'ext4', ...FROM_MODULES, '--root', root],
    target: 0.9,
    warmTarget: 0.12,
  },
]

export const questionRows = (context: Context): Row[] => [
  ...QUESTIONS.flatMap((question) => [
    questionRow(context, question, false),
    questionRow(context, question, true),
  ]),
  modinfoRow(),
  abiRow(),
]

function questionRow({ work }: Context, question: Question, isWarm: boolean): Row {
  const target = isWarm ? question.warmTarget : question.target
  return {
    name: `${question.name}${isWarm ? ', warm' : ''}`,
    unit: 's',
    result: 'ratio',
    against: 'tsdepmod',
    target: [target, target],
    needs: [KERNEL],
    measure: (rounds) => {
      const { root, release } = kernelTree(KERNEL)
      const cache = isWarm ? ['--cache', fs.mkdtempSync(join(work, 'questions-'))] : ['--no-cache']
      return inPairs({
        ours: [...ourTool('tskmod'), ...question.args(root), ...cache],
        other: [...ourTool('tsdepmod'), '-b', root, '-o', work, '-C', '/dev/null', release],
        rounds,
        // check and diff have findings.
        statuses: [0, 1],
        times: question.kernels ?? 1,
      })
    },
  }
}

async function inPairs(pairing: Parameters<typeof pairs>[0]): Promise<Figures> {
  return inSeconds(await pairs({ ...pairing, rounds: Math.min(pairing.rounds, MAX_ROUNDS) }, 'ratio'))
}

const modinfoRow = (): Row => ({
  name: 'tsmodinfo of all modules, xz, CPU',
  unit: 's',
  result: 'ratio',
  against: 'kmod',
  target: [1.2, 1.2],
  needs: ['kmod34', KERNEL],
  measure: (rounds) => {
    const tree = kernelTree(KERNEL)
    const args = [
      '-b',
      tree.root,
      '-k',
      tree.release,
      ...modulesOf(tree).map((path) => join(tree.kernel, path)),
    ]
    const [ours, other]: [Command, Command] = [
      [...ourTool('tsmodinfo'), ...args],
      [...kmodTool('kmod34', 'modinfo'), ...args],
    ]
    return inPairs({ ours, other, rounds, figure: 'cpu' })
  },
})

const abiRow = (): Row => ({
  name: 'abi --against Module.symvers, CPU',
  unit: 's',
  result: 'ratio',
  against: 'tsdepmod -n -e -E',
  target: [1.2, 1.2],
  needs: ['amd64-6.1', 'headers-6.1'],
  measure: async (rounds) => {
    const tree = kernelTree('amd64-6.1')
    const symvers = join(corpus, 'headers-6.1/usr/src', `linux-headers-${tree.release}`, 'Module.symvers')
    const other = [...ourTool('tsdepmod'), '-n', '-e', '-E', symvers, '-b', tree.root, tree.release]
    const ours = [...ourTool('tskmod'), 'abi', moduleDir(tree), '--against', symvers]
    return inSeconds(await pairs({ ours, other, rounds, figure: 'cpu' }, 'ratio'))
  },
})
