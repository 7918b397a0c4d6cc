import { KmodError } from '../../base/errors.ts'

/**
 * Compiles a regular expression from the command line. Names are byte strings, and so is its source here.
 * @throws KmodError KMOD_USAGE
 */
export function patternOf(source: string): RegExp {
  try {
    return new RegExp(Buffer.from(source, 'utf8').toString('latin1'))
  } catch (error) {
    throw new KmodError('KMOD_USAGE', error instanceof Error ? error.message : String(error))
  }
}
