import { isAnyKmodError, type KmodError } from '../../src/base/errors.ts'

/** The KmodError that `action` throws; anything else fails the test. */
export function refusalOf(action: () => unknown): KmodError {
  try {
    action()
  } catch (error) {
    if (isAnyKmodError(error)) return error
    throw error
  }
  throw new Error('Expected a refusal')
}
