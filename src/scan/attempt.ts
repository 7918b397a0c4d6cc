/** Runs `action`; when the host refuses, tells how and gives `undefined`. */
import { isKmodError, type KmodError } from '../base/errors.ts'

export function attempt<T>(
  action: () => T,
  refused: (errno: string, error: KmodError) => void,
): T | undefined {
  try {
    return action()
  } catch (error) {
    if (!isKmodError(error) || error.code !== 'KMOD_IO') throw error
    refused(error.details.errno ?? 'EIO', error)
    return undefined
  }
}
