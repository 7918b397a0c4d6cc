import { always, orElse } from '../base/errors.ts'
import type { Host } from './host.ts'

/** Why nothing at `path` can be looked at, as the name of a system error; `undefined` when it can. */
export function fileErrorOf(host: Pick<Host, 'exists' | 'status'>, path: string): string | undefined {
  if (host.exists(path)) return undefined
  return orElse(
    () => void host.status(path),
    (errno) => errno,
    always,
  )
}
