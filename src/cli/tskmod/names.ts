/** Names that come from a file: one a line, blank lines and comments apart. */
import { byteString } from '../../base/bytes.ts'
import { fromByteString, toByteString } from '../../base/names.ts'
import { nodeHost } from '../../host/node-host.ts'
import { readStandardInput } from '../../host/stdio.ts'

/** @throws KmodError KMOD_IO */
export const readNames = (path: string): string[] =>
  namesIn(byteString(path === '-' ? readStandardInput() : nodeHost.readInput(toByteString(path))))

export const namesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => fromByteString(line.trim()))
    .filter((line) => line !== '' && !line.startsWith('#'))
