/**
 * Writes the facts of a kernel to a file (facts-file/facts-file.ts), which questions and tsdepmod take in place of the
 * tree: one pass over the modules, as depmod's, and the names and small files that questions look at.
 */
import { workOptionsOf } from '../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { compareBytes, toByteString } from '../base/names.ts'
import { jobsFor } from '../extract/choose-jobs.ts'
import { extractModules, usefulJobs } from '../extract/extract-modules.ts'
import { ExtractThreads } from '../extract/extract-threads.ts'
import { encodeExtraction } from '../extract/extraction-sections.ts'
import { columnsOf, fromColumns } from '../facts/facts-columns.ts'
import { namesInOrder } from '../facts/names-in-order.ts'
import { deflateSections } from '../facts-file/container.ts'
import { encodeFacts } from '../facts-file/facts-file.ts'
import { type KnownStatus, type RecordedNode, TreeRecorder } from '../facts-file/record-tree.ts'
import { withoutRoot } from '../facts-file/root-marker.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { packageVersion } from '../host/package-version.ts'
import { threadPaths } from '../host/rooted-host.ts'
import { contentDigests } from '../kernel/module-content.ts'
import type { ModuleCopy } from '../kernel/module-copies.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import { hasSignatureAtEnd } from '../kernel/verify-modules.ts'
import { writeFile } from '../publish/write-file.ts'
import { isModuleFileName } from '../scan/module-file.ts'
import { CONFIG_PLACES, isKeptBeside, kernelFiles, LISTED_PLACES, NOT_SEARCHED } from './facts-places.ts'

export interface WriteFactsOptions {
  /**
   * Whether to add SHA-256 of the content of each module, which `diff` compares on request: each is read once more, as a
   * whole.
   */
  readonly digests?: boolean
}

export interface WrittenFacts {
  /** Bytes of the file. */
  readonly size: number
  /** Modules in it, copies that lost to another one included. */
  readonly modules: number
  /** Names of files, directories and links in it. */
  readonly names: number
  /** Paths below the root of modules that cannot be read: byte strings. */
  readonly unreadable: readonly string[]
  readonly hasDigests: boolean
}

const WRITE_FACTS_OPTIONS: OptionNames<WriteFactsOptions> = { digests: true }

/**
 * Writes all that is known of a kernel to one portable file, as a whole or not at all. openSource() and every option of
 * a root takes it in place of the tree.
 *
 * @example
 * const kernel = openKernel({ root: '/tmp/image', release: '6.12.0' })
 * const { modules, size } = await writeFacts(kernel, 'kernel.facts')
 *
 * @remarks
 * Stops by the `signal` of the kernel's options.
 *
 * @throws KmodError KMOD_IO when the tree cannot be listed or the file cannot be written, KMOD_LIMIT
 */
export async function writeFacts(
  kernel: Kernel,
  file: string,
  options: WriteFactsOptions = {},
): Promise<WrittenFacts> {
  const { bytes, ...written } = await makeFacts(kernel, options)
  await writeFile(kernel.options.host ?? nodeHost, toByteString(file), () => bytes)
  return written
}

/** A file of facts before it is written. */
export interface MadeFacts extends WrittenFacts {
  readonly bytes: Uint8Array
}

/**
 * The content of the file that writeFacts() writes.
 *
 * @throws KmodError KMOD_IO when the tree cannot be listed, KMOD_LIMIT
 */
export async function makeFacts(kernel: Kernel, options: WriteFactsOptions = {}): Promise<MadeFacts> {
  refuseUnknownOptions<WriteFactsOptions>('writeFacts()', options, WRITE_FACTS_OPTIONS)
  const { host, root, release, moduleDirectory } = kernel.place
  const threads = startThreads(kernel)
  const { recorder, modules } = await orStop(threads, () => gather(kernel))
  const wholePaths = modules.map(({ path }) => root + path)
  const paths = threadPaths(host, wholePaths)
  const extracted = await orStop(threads, () =>
    extractModules(paths, {
      host,
      jobs: jobsFor(kernel.options, paths),
      threads,
      exportsAre: 'flagged',
      withTraits: true,
      ...workOptionsOf(kernel.options),
    }),
  )
  await threads.stop()
  const facts = fromColumns(namesInOrder(columnsOf(extracted.facts)))
  const failed = extracted.failures.map(({ position }) => position)
  const failedPaths = failed.flatMap((position) => [wholePaths[position] ?? '', paths[position] ?? ''])
  const extraction = withoutRoot(encodeExtraction({ ...extracted, facts }), root, failedPaths)
  const deflating = deflateSections(extraction)
  const { rows, contents } = recorder.rows()
  // What follows the compressed data makes xz and zstd files unreadable.
  const isUnreadable = new Set(failed)
  const signedAfterCompression = wholePaths.flatMap((path, i) =>
    (isUnreadable.has(i) || !/\.(?:xz|zst)$/.test(path)) &&
    hasSignatureAtEnd(host, { path, size: modules[i]?.size })
      ? [i]
      : [],
  )
  const deflated = await deflating
  const digests = options.digests ? await digestsOf(host, wholePaths) : undefined
  const info = { release, moduleDirectory, modules: modules.length, tool: `tskmod ${packageVersion()}` }
  const parts = { info, rows, contents, digests, extraction, signedAfterCompression }
  const bytes = encodeFacts(parts, deflated)
  return {
    bytes,
    size: bytes.length,
    modules: modules.length,
    names: rows.length,
    unreadable: failed.map((position) => modules[position]?.path ?? ''),
    hasDigests: digests !== undefined,
  }
}

/** Threads that start while the names of the tree are gathered. */
function startThreads({ copies, options, place: { host } }: Kernel): ExtractThreads {
  const threads = new ExtractThreads(options.workerUrl)
  if (host.storedModule !== undefined) return threads
  const paths = copies().modules.map(({ path }) => path)
  threads.start(usefulJobs(jobsFor(options, paths), paths.length) - 1)
  return threads
}

/** The result of `action`; if it throws, the threads are stopped, which would keep the process alive. */
async function orStop<T>(threads: ExtractThreads, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    await threads.stop()
    throw error
  }
}

interface GatheredTree {
  readonly recorder: TreeRecorder
  /** Files, those that count in depmod's order first: then the facts of a question are the first rows of the columns. */
  readonly modules: readonly RecordedNode[]
}

function gather({ place, copies }: Kernel): GatheredTree {
  const { host, root, moduleDir } = place
  const { modules: used, lost } = copies()
  const all = [...used, ...lost.map(({ copy }) => copy)]
  const recorder = new TreeRecorder(host, root, new Map(all.flatMap(statusOf)))
  const inModuleDir = moduleDir.slice(root.length)
  const modules: RecordedNode[] = []
  const addModule = (node: RecordedNode | undefined): void => {
    if (node?.kind === 'file' && node.module === undefined) node.module = modules.push(node) - 1
  }
  const below = (path: string): string => path.slice(root.length)
  const others: RecordedNode[] = []
  const found = new Map<string, RecordedNode>()
  recorder.addAll(inModuleDir, NOT_SEARCHED, (file) => {
    if (!isModuleFileName(file.path)) return
    others.push(file)
    found.set(root + file.path, file)
  })
  for (const { path } of all)
    if (path.startsWith(`${root}/`)) addModule(found.get(path) ?? recorder.add(below(path)))
  for (const node of others.sort((a, b) => compareBytes(a.path, b.path))) addModule(node)
  for (const name of recorder.add(inModuleDir)?.children?.keys() ?? [])
    if (isKeptBeside(name)) recorder.addContent(`${inModuleDir}/${name}`)
  for (const path of kernelFiles(place)) recorder.addContent(path)
  for (const path of LISTED_PLACES) recorder.addAll(path, NONE_SKIPPED, () => {})
  for (const path of CONFIG_PLACES)
    recorder.addAll(path, NONE_SKIPPED, (file) => recorder.addContent(file.path))
  return { recorder, modules }
}

const statusOf = ({ path, size, mtimeNs, mode }: ModuleCopy): [string, KnownStatus][] =>
  size === undefined || mtimeNs === undefined || mode === undefined ? [] : [[path, { size, mtimeNs, mode }]]

const NONE_SKIPPED: ReadonlySet<string> = new Set()

async function digestsOf(host: Host, paths: readonly string[]): Promise<(string | undefined)[]> {
  const digests = await contentDigests(
    host,
    paths.map((path) => ({ path })),
  )
  return paths.map((path) => digests.get(path))
}
