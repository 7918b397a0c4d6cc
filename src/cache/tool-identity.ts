/**
 * Which program makes the facts: facts that another version made are not trusted, as it may have read modules in
 * another way. The version of the package alone does not tell two builds of a checkout apart, the time of this file
 * alone not two installed packages, whose files npm gives one and the same time: so it is both.
 */
import { fileURLToPath } from 'node:url'
import { byteString } from '../base/bytes.ts'
import { toByteString } from '../base/names.ts'
import { nodeHost } from '../host/node-host.ts'

/** In a bundle that is CommonJS, where there is no import.meta. */
declare const __filename: string | undefined

/**
 * Whatever machine the modules are on, the program is on this one. In the bundle of another program, or as a command
 * that is one file, the program is that file.
 * @throws KmodError KMOD_IO
 */
export function toolIdentity(): string {
  const own = ownFile()
  const { size, mtimeNs } = nodeHost.status(own)
  return `tskmod ${packageVersion(own)} ${size} ${mtimeNs}`
}

function ownFile(): string {
  const url: string | undefined = import.meta.url
  const path = url === undefined ? '' : toByteString(fileURLToPath(url))
  if (path !== '' && nodeHost.exists(path)) return path
  return toByteString(typeof __filename === 'string' ? __filename : process.execPath)
}

/** Empty where this file is not in the package. */
function packageVersion(own: string): string {
  const path = `${own.slice(0, own.lastIndexOf('/'))}/../../package.json`
  if (!nodeHost.exists(path)) return ''
  const { name, version } = JSON.parse(byteString(nodeHost.readFile(path)))
  return name === 'tskmod' ? version : ''
}
