/** `tskmod why`: the chain from one module to another, who pulls a module in, and why this copy of it is used. */
import {
  type Kernel,
  type LostToCopy,
  type TreeNode,
  toByteString,
  type WhyEdge,
  type WhyResult,
  why,
  writeWhy,
} from '../../index.ts'
import { kernelDocument } from '../../reports/json.ts'
import { type Answer, FINDINGS, FINE, type SubcommandRequest } from './subcommand.ts'

export async function runWhy({
  operands: [module = '', needs],
  options,
  openKernel,
}: SubcommandRequest): Promise<Answer> {
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
