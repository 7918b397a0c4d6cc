/** Reads what modules say about themselves: parameters, firmware, licence and all else in .modinfo. */
import { isKmodError, type KmodError } from '../base/errors.ts'
import type { ModinfoContent } from '../describe/module-content.ts'
import { readContents } from '../describe/read-contents.ts'
import { jobsFor } from '../extract/choose-jobs.ts'
import type { ModinfoField } from '../facts/modinfo-section.ts'
import { threadPaths } from '../host/rooted-host.ts'
import type { KernelLocation, KernelOptions } from './kernel-location.ts'
import type { ModuleCopy } from './module-copies.ts'

/** The fields of one module in the order in which they stand there; none, and why, when it cannot be read. */
export interface ModuleInfoFields {
  readonly fields: readonly ModinfoField[]
  readonly failure?: KmodError
}

/** By path. */
export async function loadModinfo(
  { host }: KernelLocation,
  copies: Iterable<ModuleCopy>,
  options: Pick<KernelOptions, 'jobs' | 'host'>,
): Promise<Map<string, ModuleInfoFields>> {
  const paths = [...new Set([...copies].map(({ path }) => path))]
  const found = new Map<string, ModuleInfoFields>()
  const jobs = jobsFor(options, paths)
  let position = 0
  for await (const content of readContents(threadPaths(host, paths), { host, jobs }))
    found.set(paths[position++] ?? '', fieldsOf(content))
  return found
}

/** A module without .modinfo says nothing, which is no reason to call it unreadable. */
function fieldsOf(content: ModinfoContent | KmodError): ModuleInfoFields {
  if (!isKmodError(content)) return { fields: content.fields }
  return content.details.section === '.modinfo' && content.details.errno === 'ENODATA'
    ? { fields: [] }
    : { fields: [], failure: content }
}

/** The values of all fields called `key`, in order. */
export const valuesOf = (fields: readonly ModinfoField[], key: string): string[] =>
  fields.filter((field) => field.key === key).map(({ value }) => value)
