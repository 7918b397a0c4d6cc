/** Writes a file of text as a whole or not at all. */
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { writeFile } from './write-file.ts'

/**
 * @param path @param text byte strings; an existing regular file is replaced (write-file.ts)
 * @throws KmodError KMOD_IO
 */
export async function writeTextFile(path: string, text: string, host: Host = nodeHost): Promise<void> {
  await writeFile(host, path, () => Buffer.from(text, 'latin1'))
}
