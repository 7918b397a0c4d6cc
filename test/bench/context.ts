/** What all rows share. */
import { join } from 'node:path'
import type { Command } from '../support/our-command.ts'

export interface Context {
  /** A directory for what the commands write; removed at the end. */
  readonly work: string
  /** The directory of an earlier version that is built. */
  readonly before?: string
}

const PROJECT = join(import.meta.dirname, '../..')

/** One of our commands, of this version or of that in `directory`, run by the Node.js that measures. */
export const ourTool = (name: string, directory = PROJECT): Command => [
  process.execPath,
  join(directory, 'bin', `${name}.cjs`),
]
