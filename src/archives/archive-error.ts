import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'

/**
 * What is wrong with an archive, and which member it is about: `member` is a byte string. The caller that knows the
 * name of the archive puts it in front (sources/open-source.ts).
 */
export const archiveError = (problem: string, member?: string): KmodError =>
  new KmodError('KMOD_ARCHIVE', member === undefined ? problem : `"${fromByteString(member)}": ${problem}`)
