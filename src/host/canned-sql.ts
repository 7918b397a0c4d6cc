import { fileURLToPath } from 'node:url'
import { byteString } from '../base/bytes.ts'
import { toByteString } from '../base/names.ts'
import { nodeHost } from './node-host.ts'

/** This file is in src/host or dist/host, or is bundled into a file of dist/commands. */
const DIRECTORY = new URL('../../src/fleet/', import.meta.url)

/**
 * The SQL of a question of `tskmod fleet`: src/fleet/NAME.sql.
 * @throws KmodError KMOD_IO if the file is missing
 */
export const readCannedSql = (name: string): string =>
  byteString(nodeHost.readFile(toByteString(fileURLToPath(new URL(`${name}.sql`, DIRECTORY)))))
