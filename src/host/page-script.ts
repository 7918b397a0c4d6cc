import { fileURLToPath } from 'node:url'
import { byteString } from '../base/bytes.ts'
import { toByteString } from '../base/names.ts'
import { nodeHost } from './node-host.ts'

/** In the directory of the commands; this file is in dist/host or is bundled into a command. */
const SCRIPT = new URL('../commands/graph-page.js', import.meta.url)

/**
 * The script of the page of `tskmod graph`: src/graph-page, bundled with its drawing libraries.
 * @throws KmodError KMOD_IO if the script is missing
 */
export const readPageScript = (): string => byteString(nodeHost.readFile(toByteString(fileURLToPath(SCRIPT))))
