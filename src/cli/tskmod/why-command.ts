/** `tskmod why`: the chain from one module to another, who pulls a module in, and why this copy of it is used. */
import { toByteString } from '../../base/names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import type { LostToCopy } from '../../questions/copy-reasons.ts'
import { type WhyResult, why } from '../../questions/why.ts'
import type { WhyEdge } from '../../questions/why-edges.ts'
import type { TreeNode } from '../../questions/why-paths.ts'
import { LOOKUP_OPTIONS } from './options.ts'
import { type Answer, FINDINGS, FINE, kernelDocument, type Subcommand } from './subcommand.ts'
import { writeWhy } from './why-report.ts'

export const WHY: Subcommand = {
  name: 'why',
  operands: '<module> [needs]',
  summary: 'Why a module needs another, or what pulls a module in',
  details: `With two modules: the shortest chain from the first to the second, and the symbols
that make each step. With one: what it needs, who needs it, and why this copy of
it counts and not another. A module may be named by an alias or a path, too.`,
  worksOn: 'kernel',
  options: [
    { flags: '--tree', help: 'with one module: all its dependencies, as a tree' },
    { flags: '--all-paths', help: 'with two modules: every chain, short ones first' },
    ...LOOKUP_OPTIONS,
  ],
  examples: [
    ['why dm-crypt dm-mod', 'the symbols by which dm-crypt needs dm-mod'],
    ['why crc16', 'everything that needs crc16'],
  ],
  async run({ operands: [module = '', needs], options, openKernel }): Promise<Answer> {
    const kernel = await openKernel()
    const result = await why(kernel, {
      module,
      ...(needs !== undefined && { needs }),
      allPaths: options.has('all-paths'),
      tree: options.has('tree'),
    })
    const { source, staleness } = await kernel.names()
    const isAnswered = result.subjects.length > 0 && (needs === undefined || result.chain !== undefined)
    const words = { module: toByteString(module), needs: needs === undefined ? needs : toByteString(needs) }
    const answer = { kernel, ...words, result, source, staleness }
    return {
      status: isAnswered ? FINE : FINDINGS,
      document: whyDocument(kernel, source, result),
      write: (page) => writeWhy(page, answer),
    }
  },
}

const subjectDocument = ({
  word,
  modname,
  isBuiltin,
  copy,
  lost,
  layers,
  stop,
  notes,
}: WhyResult['subjects'][number]): object => ({
  word,
  modname,
  isBuiltin,
  path: copy?.path ?? null,
  lost: lost.map(lostDocument),
  layers,
  stop: stop ?? null,
  notes,
})

const lostDocument = ({ copy: { path }, verdict }: LostToCopy): object => ({ path, ...verdict })

const treeDocument = ({ modname, edge, below, isRepeated }: TreeNode): object => ({
  modname,
  kind: edge?.kind ?? null,
  isRepeated,
  below: below.map(treeDocument),
})

const edgeDocument = ({ from, to, kind, symbols }: WhyEdge): object => ({ from, to, kind, symbols })

const whyDocument = (kernel: Kernel, source: string, result: WhyResult): object => ({
  ...kernelDocument(kernel),
  source,
  subjects: result.subjects.map(subjectDocument),
  targets: result.targets.map(subjectDocument),
  chain: result.chain?.map(edgeDocument) ?? null,
  chainFrom: result.chainFrom ?? null,
  allPaths:
    result.allPaths === undefined ? null : result.allPaths.paths.map((path) => path.map(edgeDocument)),
  tree: result.tree === undefined ? null : treeDocument(result.tree),
  providers: result.providers.map(edgeDocument),
  users: result.users,
  allUsers: result.allUsers,
  unreadable: result.unreadable,
  suggestions: result.suggestions,
  lackedBy: result.lackedBy,
  cycles: result.cycles,
})
