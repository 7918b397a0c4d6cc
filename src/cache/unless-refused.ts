import { isAnyKmodError } from '../base/errors.ts'

/** What `action` gives, or `undefined` when the host refuses: what goes wrong with a cache only makes a run slower. */
export function unlessRefused<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (!isAnyKmodError(error)) throw error
    return undefined
  }
}
