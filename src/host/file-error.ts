import { always, orElse } from '../base/errors.ts'
import type { Host } from './host.ts'

/** The name of the system error that stat() of `path` fails with; `undefined` if it succeeds. */
export function fileErrorOf(host: Pick<Host, 'exists' | 'status'>, path: string): string | undefined {
  if (host.exists(path)) return undefined
  return orElse(
    () => void host.status(path),
    (errno) => errno,
    always,
  )
}
