/**
 * Which program makes the facts: facts that another version made are not trusted, as it may have read modules in
 * another way. The version of the package alone does not tell two builds of a checkout apart, the time of this file
 * alone not two installed packages, whose files npm gives one and the same time: so it is both.
 */
import { fileURLToPath } from 'node:url'
import { byteString } from '../base/bytes.ts'
import { toByteString } from '../base/names.ts'
import { nodeHost } from '../host/node-host.ts'

/** Whatever machine the modules are on, the program is on this one. */
export function toolIdentity(): string {
  const here = (relative: string): string => toByteString(fileURLToPath(new URL(relative, import.meta.url)))
  const { size, mtimeNs } = nodeHost.status(here(import.meta.url))
  const { version } = JSON.parse(byteString(nodeHost.readFile(here('../../package.json'))))
  return `tskmod ${version} ${size} ${mtimeNs}`
}
