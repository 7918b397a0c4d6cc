/** Formats a KmodError as a line for people: system errors in words, and no numbers from a file format. */
import type { KmodError } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import { strerror } from '../../base/strerror.ts'

export function errorText({ code, message, details }: KmodError): string {
  const text = toByteString(message)
  if (code === 'KMOD_INDEX_NOT_INDEX') return text.replace(/: the magic is .*$/, ': it is not a binary index')
  const { errno } = details
  return errno !== undefined && text.endsWith(`: ${errno}`)
    ? `${text.slice(0, -errno.length)}${strerror(errno)}`
    : text
}
