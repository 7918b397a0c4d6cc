/** Formats a KmodError as a line for people: system errors in words, and no numbers from a file format. */

import { messageInWords } from '../../base/strerror.ts'
import { type KmodError, toByteString } from '../../index.ts'

export function errorText(error: KmodError): string {
  const text = toByteString(messageInWords(error))
  return error.code === 'KMOD_INDEX_NOT_INDEX'
    ? text.replace(/: the magic is .*$/, ': it is not a binary index')
    : text
}
