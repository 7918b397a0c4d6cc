/**
 * The metadata of a module as plain data for messages between threads, which strip an Error of its class and code. A
 * module has some twenty fields, so they are sent as one string rather than as an object each.
 */
import { isKmodError, type KmodError } from '../base/errors.ts'
import { type PackedFailure, packFailure, unpackFailure } from '../base/packed-failure.ts'
import type { ModuleSignature } from '../signatures/signature.ts'
import type { ModinfoContent } from './modinfo-content.ts'

export type PackedContent =
  /** `fields`: keys and values in turn, each ended by NUL, which none of them contains. */
  | { readonly fields: string; readonly buildId?: Uint8Array; readonly signature?: ModuleSignature }
  | PackedFailure

export function packContent(content: ModinfoContent | KmodError): PackedContent {
  if (isKmodError(content)) return packFailure(content)
  const { fields, ...others } = content
  const text = fields.map(({ key, value }) => `${key}\0${value}\0`).join('')
  return { fields: text, ...others }
}

export function unpackContent(packed: PackedContent): ModinfoContent | KmodError {
  if ('code' in packed) return unpackFailure(packed)
  const { fields: text, ...others } = packed
  const words = text.split('\0')
  const fields = Array.from({ length: words.length >> 1 }, (_, i) => ({
    key: words[2 * i] ?? '',
    value: words[2 * i + 1] ?? '',
  }))
  return { fields, ...others }
}
