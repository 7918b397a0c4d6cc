/**
 * Identifies the program that makes the facts: those of another version are not trusted, as it may have read modules
 * differently. The version of the package does not distinguish two builds of a checkout, and the mtime of this file
 * does not distinguish two installed packages, as npm gives all files the same time: so both are used.
 */
import { fileURLToPath } from 'node:url'
import { byteString } from '../base/bytes.ts'
import { directoryOf, toByteString } from '../base/names.ts'
import { nodeHost } from '../host/node-host.ts'

/** For a CommonJS bundle, which has no import.meta. */
declare const __filename: string | undefined

/**
 * Always uses the host of this machine, wherever the modules are. In the bundle of another program, or as a single-file
 * command, the program is that file.
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

/** Empty if this file is not in the package. */
function packageVersion(own: string): string {
  const path = `${directoryOf(own)}/../../package.json`
  if (!nodeHost.exists(path)) return ''
  const { name, version } = JSON.parse(byteString(nodeHost.readFile(path)))
  return name === 'tskmod' ? version : ''
}
