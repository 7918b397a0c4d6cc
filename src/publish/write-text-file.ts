/** Writes a file of text as a whole or not at all. */
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { writeOutputs } from './write-outputs.ts'

/**
 * @param path @param text byte strings; what was there is replaced
 * @throws KmodError KMOD_IO
 */
export async function writeTextFile(path: string, text: string, host: Host = nodeHost): Promise<void> {
  const slash = path.lastIndexOf('/')
  const directory = slash < 0 ? host.workingDirectory() : path.slice(0, slash) || '/'
  // A directory that is not there is a mistake in a path, not a wish.
  host.listDirectory(directory)
  await writeOutputs(host, directory, [{ name: path.slice(slash + 1), bytes: Buffer.from(text, 'latin1') }])
}
