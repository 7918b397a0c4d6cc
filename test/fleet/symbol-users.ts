/** A kernel whose modules need a symbol that none of them exports, each in a version of its own or without one. */
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const directory = 'lib/modules/1'
const user = (crc: number | undefined) =>
  buildModule({
    modinfo: ['license=GPL'],
    needs: ['shared', { name: 'maybe', weak: true }],
    versions: crc === undefined ? [] : [{ name: 'shared', crc }],
  })

export const factsOfUsers = (crcs: readonly (number | undefined)[]) =>
  openKernel({
    root: tempTree(
      Object.fromEntries(crcs.map((crc, i) => [`${directory}/kernel/m${i}.ko`, user(crc)] as const)),
    ),
  }).fullFacts()
