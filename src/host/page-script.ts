import { fileURLToPath } from 'node:url'
import { byteString } from '../base/bytes.ts'
import { toByteString } from '../base/names.ts'
import { nodeHost } from './node-host.ts'

/** Beside the commands; this file is in dist/host or is one of them. */
const SCRIPT = new URL('../commands/graph-page.js', import.meta.url)

/**
 * The script of the page of `tskmod graph`: src/graph-page, bundled with the libraries that draw.
 * @throws KmodError KMOD_IO when the script is not there
 */
export const readPageScript = (): string => byteString(nodeHost.readFile(toByteString(fileURLToPath(SCRIPT))))
