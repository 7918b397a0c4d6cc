/** modinfo for many targets: reads their files on several threads, and returns the answers in order. */
import { isKmodError, type KmodError } from '../base/errors.ts'
import { chooseJobs } from '../extract/choose-jobs.ts'
import type { ModinfoContent } from '../extract/modinfo-content.ts'
import { type ReadModinfoOptions, readModinfo } from '../extract/read-modinfo.ts'
import { coreCount } from '../host/node-host.ts'

/** The steps of modinfo for one target. */
export interface TargetSteps<Found, Info> {
  /** The modules that a target resolves to. */
  readonly find: (target: string) => Promise<Found[]>
  /** The file that is read for a module; undefined for one that is described by other means. */
  readonly fileOf: (found: Found) => string | undefined
  /** @param content the data read from its file */
  readonly describe: (found: Found, content: ModinfoContent | KmodError | undefined) => Promise<Info>
}

export interface DescribeManyOptions extends Omit<ReadModinfoOptions, 'jobs'> {
  /** Default: chosen by the amount of work. */
  readonly jobs: number | undefined
}

export async function* modinfoOfMany<Found, Info>(
  targets: readonly string[],
  { find, fileOf, describe }: TargetSteps<Found, Info>,
  options: DescribeManyOptions,
): AsyncGenerator<Info[] | KmodError> {
  const answers: (Found[] | KmodError)[] = []
  for (const target of targets) answers.push(await attempt(() => find(target)))
  const paths = answers.flatMap((found) =>
    isKmodError(found) ? [] : found.map(fileOf).filter((path) => path !== undefined),
  )
  const contents = readModinfo(paths, { ...options, jobs: options.jobs ?? chooseJobs(paths, coreCount()) })
  try {
    for (const found of answers) {
      if (isKmodError(found)) {
        yield found
        continue
      }
      const infos: Info[] = []
      for (const module of found) {
        const content = fileOf(module) === undefined ? undefined : (await contents.next()).value
        infos.push(await describe(module, content))
      }
      yield infos
    }
  } finally {
    await contents.return(undefined)
  }
}

async function attempt<T>(action: () => Promise<T>): Promise<T | KmodError> {
  try {
    return await action()
  } catch (error) {
    if (isKmodError(error)) return error
    throw error
  }
}
