/** AssemblyScript. The tables of a kernel: their columns are those of fleet/table-layout.ts, in that order. */
import * as layout from '../../tables-layout'
import { Table } from './table'

/** The keys, the least important first. */
export const modules = new Table(15, 0b111_1101_1110_0101, 0x1_01, true)
export const exportRows = new Table(7, 0b110_0011, 0x1_01, false)
export const imports = new Table(5, 0b0_0011, 0x1_01, false)
export const aliases = new Table(6, 0b01_1111, 0x1_0125, true)
export const parameters = new Table(5, 0b0_1111, 0x1_014, true)
export const firmware = new Table(3, 0b011, 0x1_012, true)
export const dependencies = new Table(4, 0b0111, 0x1_0123, true)

export function tableOf(number: u32): Table {
  switch (number) {
    case layout.MODULES:
      return modules
    case layout.EXPORTS:
      return exportRows
    case layout.IMPORTS:
      return imports
    case layout.ALIASES:
      return aliases
    case layout.PARAMETERS:
      return parameters
    case layout.FIRMWARE:
      return firmware
    default:
      return dependencies
  }
}
