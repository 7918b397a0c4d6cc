/** Errors as plain data, for messages between threads, which strip an Error of its class and code, and for files. */
import { KmodError, type KmodErrorCode, type KmodErrorDetails } from './errors.ts'

export interface PackedFailure {
  readonly code: KmodErrorCode
  readonly message: string
  readonly details: KmodErrorDetails
}

/** The error without its cause. */
export function packFailure({ code, message, details }: KmodError): PackedFailure {
  const { cause: _, ...rest } = details
  return { code, message, details: rest }
}

/** The reverse of packFailure(). */
export const unpackFailure = ({ code, message, details }: PackedFailure): KmodError =>
  new KmodError(code, message, details)
