import { isKmodError, KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'

/**
 * What is wrong with an archive, and which member it is about: `member` is a byte string. The caller that knows the
 * name of the archive puts it in front (sources/open-source.ts).
 */
export const archiveError = (problem: string, member?: string): KmodError =>
  new KmodError('KMOD_ARCHIVE', member === undefined ? problem : `"${shortName(member)}": ${problem}`)

/** Names that are longer than a line are not sound, and their ends say more than their middle. */
const MAX_NAME = 200
const NAME_END = 60

function shortName(member: string): string {
  const name = fromByteString(member)
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - NAME_END)}...${name.slice(-NAME_END)}`
}

/**
 * Awaits what is made of a member, and says which one it was where that fails. An error of the machine, or of another file, is
 * left as it is.
 */
export async function inMember<T>(member: string, made: Promise<T>): Promise<T> {
  try {
    return await made
  } catch (error) {
    if (!isKmodError(error) || error.code === 'KMOD_IO') throw error
    throw new KmodError(error.code, `"${shortName(member)}": ${error.message}`, {
      ...error.details,
      cause: error,
    })
  }
}
