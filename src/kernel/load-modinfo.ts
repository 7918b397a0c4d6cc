/** Reads what modules say about themselves: parameters, firmware, licence and all else in .modinfo. */

import { isKmodError, type KmodError } from '../base/errors.ts'
import { pauseEach, type WorkOptions } from '../base/interruption.ts'
import { jobsFor } from '../extract/choose-jobs.ts'
import { readModinfo } from '../extract/read-modinfo.ts'
import type { ModinfoField } from '../facts/modinfo-section.ts'
import { threadPaths } from '../host/rooted-host.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { KernelLocation, KernelOptions } from './kernel-location.ts'
import type { ModuleCopy } from './module-copies.ts'

/** The fields of one module in .modinfo order; empty, with the reason, when it cannot be read. */
export interface ModuleInfoFields {
  readonly fields: readonly ModinfoField[]
  /** In hexadecimal. */
  readonly buildId?: string
  readonly failure?: KmodError
}

/**
 * Reads the modules that are not among `earlier`, with which the others have been read already.
 * @returns by path
 */
export async function loadModinfo(
  { host }: KernelLocation,
  copies: readonly ModuleCopy[],
  options: Pick<KernelOptions, 'jobs' | 'host' | 'workerUrl' | keyof WorkOptions>,
  earlier: readonly KernelFacts[] = [],
): Promise<Map<string, ModuleInfoFields>> {
  const found = readWithFacts(earlier, copies)
  const paths = [...new Set(copies.map(({ path }) => path))].filter((path) => !found.has(path))
  const { workerUrl, signal, onProgress } = options
  signal?.throwIfAborted()
  const round = pauseEach(8, signal)
  let position = 0
  const how = { host, jobs: jobsFor(options, paths), workerUrl }
  for await (const content of readModinfo(threadPaths(host, paths), how)) {
    found.set(
      paths[position++] ?? '',
      isKmodError(content) ? fieldsOf(content) : fieldsOf(content.fields, hexOf(content.buildId)),
    )
    onProgress?.(position, paths.length)
    await round()
  }
  return found
}

function readWithFacts(
  earlier: readonly KernelFacts[],
  copies: readonly ModuleCopy[],
): Map<string, ModuleInfoFields> {
  const found = new Map<string, ModuleInfoFields>()
  for (const facts of earlier)
    for (const { path } of copies) {
      const position = facts.findPath(path) ?? -1
      const content = facts.modinfo?.modinfoAt(position)
      if (content) found.set(path, fieldsOf(content, facts.modinfo?.buildIdAt(position)))
    }
  return found
}

const hexOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes).toString('hex')

/** A module without .modinfo has no fields, which does not make it unreadable. */
function fieldsOf(content: readonly ModinfoField[] | KmodError, buildId?: string): ModuleInfoFields {
  if (!isKmodError(content)) return { fields: content, ...(buildId !== undefined && { buildId }) }
  return content.details.section === '.modinfo' && content.details.errno === 'ENODATA'
    ? { fields: [] }
    : { fields: [], failure: content }
}

/** The values of all fields called `key`, in order. */
export const valuesOf = (fields: readonly ModinfoField[], key: string): string[] =>
  fields.filter((field) => field.key === key).map(({ value }) => value)
