import { isKmodError } from '../base/errors.ts'
import { absoluteFrom, toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'

/**
 * Whether `text` surely names a directory that openSource() returns as it is. A query that knows this need not load
 * what reads archives, which takes longer than the query.
 */
export function isPlainDirectory(host: Host, text: string): boolean {
  if (text.includes('!')) return false
  const path = absoluteFrom(host.workingDirectory(), toByteString(text))
  try {
    return host.status(path).kind === 'directory' && !host.exists(`${path}/oci-layout`)
  } catch (error) {
    if (!isKmodError(error)) throw error
    return false
  }
}
