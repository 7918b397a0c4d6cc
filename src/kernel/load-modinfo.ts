/** Reads what modules say about themselves: parameters, firmware, licence and all else in .modinfo. */
import { isKmodError, type KmodError } from '../base/errors.ts'
import { openElf } from '../elf/elf-image.ts'
import { type ModinfoField, parseModinfo } from '../facts/modinfo-section.ts'
import { ModuleReader } from '../read/module-reader.ts'
import type { KernelPlace } from './kernel-place.ts'
import type { ModuleCopy } from './module-copies.ts'

/** The fields of one module in the order in which they stand there; none, and why, when it cannot be read. */
export interface ModuleInfoFields {
  readonly fields: readonly ModinfoField[]
  readonly failure?: KmodError
}

/** By path. */
export async function loadModinfo(
  { host }: KernelPlace,
  copies: Iterable<ModuleCopy>,
): Promise<Map<string, ModuleInfoFields>> {
  const reader = new ModuleReader(host)
  const found = new Map<string, ModuleInfoFields>()
  for (const { path } of copies) found.set(path, await readFields(reader, path))
  return found
}

async function readFields(reader: ModuleReader, path: string): Promise<ModuleInfoFields> {
  try {
    return { fields: await reader.use(path, (source) => parseModinfo(openElf(source))) }
  } catch (error) {
    if (!isKmodError(error)) throw error
    return { fields: [], failure: error }
  }
}

/** The values of all fields called `key`, in order. */
export const valuesOf = (fields: readonly ModinfoField[], key: string): string[] =>
  fields.filter((field) => field.key === key).map(({ value }) => value)
