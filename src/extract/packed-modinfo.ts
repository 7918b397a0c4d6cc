/**
 * What crosses the border between the main thread and one that reads modules: plain data, never an Error (a thread
 * border strips its class and code). A module has some twenty fields, so they go as one string rather than as an
 * object each.
 */
import { isKmodError, KmodError, type KmodErrorCode, type KmodErrorDetails } from '../base/errors.ts'
import type { ModuleSignature } from '../facts/signature.ts'
import type { ModinfoContent } from './modinfo-reader.ts'

export interface ToWorker {
  readonly paths: readonly string[]
}

/** The answer to each batch of paths, in the order in which they were sent. */
export interface FromWorker {
  readonly contents: readonly PackedContent[]
}

export type PackedContent =
  /** `fields`: keys and values in turn, each ended by NUL, which none of them has in it. */
  | { readonly fields: string; readonly signature?: ModuleSignature }
  | { readonly code: KmodErrorCode; readonly message: string; readonly details: KmodErrorDetails }

export function packContent(content: ModinfoContent | KmodError): PackedContent {
  if (isKmodError(content)) {
    const { cause: _, ...details } = content.details
    return { code: content.code, message: content.message, details }
  }
  const { fields, signature } = content
  const text = fields.map(({ key, value }) => `${key}\0${value}\0`).join('')
  return signature === undefined ? { fields: text } : { fields: text, signature }
}

export function unpackContent(packed: PackedContent): ModinfoContent | KmodError {
  if ('code' in packed) return new KmodError(packed.code, packed.message, packed.details)
  const words = packed.fields.split('\0')
  const fields = Array.from({ length: words.length >> 1 }, (_, i) => ({
    key: words[2 * i] ?? '',
    value: words[2 * i + 1] ?? '',
  }))
  return packed.signature === undefined ? { fields } : { fields, signature: packed.signature }
}
