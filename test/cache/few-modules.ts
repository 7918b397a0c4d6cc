/** A machine with a few modules that have settled, for tests of the caches. */
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { Machine, SECOND } from './machine.ts'

export const MODULE_DIR = '/lib/modules/6.1'
export const CACHE = '/cache'
export const pathOf = (i: number): string => `${MODULE_DIR}/m${i}.ko`
export const PATHS = [0, 1, 2, 3].map(pathOf)

export const specOf = (i: number): ModuleSpec => ({
  exports: [`s${i}`],
  needs: [`s${i + 1}`],
  modinfo: [`alias=a${i}`, `license=GPL`, `parm=p${i}:a number`],
})

export function machineWith(count = PATHS.length): Machine {
  const machine = new Machine()
  for (let i = 0; i < count; i++) machine.write(pathOf(i), buildModule(specOf(i)))
  machine.clock += 60n * SECOND
  return machine
}

/** The modules that were opened since `machine.opened` was emptied. */
export const modulesRead = ({ opened }: Machine): string[] =>
  opened.filter((path) => path.startsWith(MODULE_DIR))
