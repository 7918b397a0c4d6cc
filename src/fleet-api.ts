/** The part of the public door that is about many kernels: tables of each, and questions over all of them. */

export { type Backslash, fillSql, type SqlValue, type SqlValues } from './fleet/fill-sql.ts'
export {
  askFleet,
  askFleetSql,
  type FleetAnswer,
  type FleetOptions,
  fleetQuery,
  isUrl,
  sqlOf,
} from './fleet/fleet.ts'
export type { FleetEngine, FleetRows, FleetValue } from './fleet/fleet-engine.ts'
export { type IndexedKernel, indexFleet } from './fleet/fleet-index.ts'
export {
  FLEET_QUESTIONS,
  type FleetQuery,
  type FleetQuestion,
  type QuestionContext,
} from './fleet/fleet-questions.ts'
export { type KernelTables, kernelTables } from './fleet/kernel-tables.ts'
export type { Lookup } from './fleet/lookup.ts'
export type { NeededRow, NeededRows } from './fleet/needed-rows.ts'
export type { FleetKernel } from './fleet/partition.ts'
export { TABLE_FORMAT, TABLE_NAMES, type TableName } from './fleet/table-layout.ts'
export { type WrittenTables, writeKernelTables } from './fleet/write-tables.ts'
export type { ColumnShape, ColumnType, TableColumn } from './parquet/columns.ts'
export { fleetCsvLines, fleetDocument, writeFleet } from './reports/fleet-report.ts'
