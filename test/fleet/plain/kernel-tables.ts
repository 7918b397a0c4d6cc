/** The tables of a kernel, row by row, as plain code. */

import { fromByteString } from '../../../src/base/names.ts'
import { type ModuleTraits, modinfoFields } from '../../../src/facts/module-traits.ts'
import { architectureOf } from '../../../src/fleet/architecture.ts'
import type { FleetKernel } from '../../../src/fleet/partition.ts'
import { flavourOf, releaseKey } from '../../../src/fleet/release-key.ts'
import type { TableName } from '../../../src/fleet/table-layout.ts'
import type { KernelFacts } from '../../../src/kernel/kernel-facts.ts'
import type { KernelModule } from '../../../src/kernel/module-copies.ts'
import type { Kernel } from '../../../src/kernel/open-kernel.ts'
import { ownExports } from '../../../src/kernel/own-exports.ts'
import { booleanValues, type ColumnValues, integerValues, textValues } from '../../parquet/plain/columns.ts'
import { exportColumns } from './export-rows.ts'
import { importColumns } from './import-rows.ts'
import { type ModuleRow, ModuleRows } from './module-rows.ts'
import { sortRows } from './sorted-rows.ts'

export interface PlainTables {
  readonly kernel: FleetKernel
  readonly tables: Readonly<Record<TableName, readonly ColumnValues[]>>
  /** Modules that could not be read: of these only name, path and size are in the tables. */
  readonly unreadable: readonly string[]
}

/**
 * Reads all modules of a kernel, once.
 *
 * @param origin where the kernel is from, as the user calls it
 * @throws KmodError KMOD_IO, KMOD_COMPRESSION_*, KMOD_CONFIG
 */
export async function plainTables(kernel: Kernel, origin: string): Promise<PlainTables> {
  const facts = await kernel.fullFacts()
  const rows = moduleRows(kernel, facts)
  const { own } = await ownExports(kernel.options)
  const { columns: imports, imported } = importColumns(facts)
  const evidence = kernel.options.symvers === undefined ? 'system-map' : 'symvers'
  const exportsKnown = own.size > 0 ? evidence : imported.size > 0 ? 'importers' : 'none'
  const elf = firstTraits(facts)
  const release = fromByteString(kernel.place.release)
  return {
    kernel: { release, architecture: architectureOf(elf), origin },
    unreadable: facts.modules.flatMap(({ modname }, at) =>
      facts.traits?.at(at) === undefined ? [modname] : [],
    ),
    tables: {
      kernels: kernelColumns(kernel.place.release, rows.modules, exportsKnown, elf?.machine),
      modules: moduleColumns(rows.modules),
      exports: exportColumns(facts, { own, evidence, imported }),
      imports,
      aliases: aliasColumns(rows),
      parameters: parameterColumns(rows),
      firmware: firmwareColumns(rows),
      dependencies: dependencyColumns(rows),
    },
  }
}

function firstTraits({ modules, traits }: KernelFacts<KernelModule>): ModuleTraits | undefined {
  for (const position of modules.keys()) {
    const one = traits?.at(position)
    if (one !== undefined) return one
  }
  return undefined
}

function moduleRows(kernel: Kernel, facts: KernelFacts<KernelModule>): ModuleRows {
  const rows = new ModuleRows()
  const users = facts.users()
  for (const [position, { modname, relpath, size }] of facts.modules.entries()) {
    const traits = facts.traits?.at(position)
    rows.add(modname, false, traits === undefined ? [] : modinfoFields(traits.modinfo), {
      path: relpath,
      size,
      traits,
    })
    for (const user of users.of(position))
      rows.dependencies.push({
        target: modname,
        modname: facts.modules[user]?.modname ?? '',
        kind: 'hard',
        builtin: false,
      })
  }
  for (const { modname, fields, relpath } of kernel.builtins().values())
    rows.add(modname, true, fields, relpath === undefined ? {} : { path: relpath })
  return rows
}

function kernelColumns(
  release: string,
  modules: readonly ModuleRow[],
  exportsKnown: string,
  machine: number | undefined,
): ColumnValues[] {
  const builtins = modules.filter(({ builtin }) => builtin).length
  const files = modules.filter(({ builtin }) => !builtin)
  return [
    textValues('release_key', false, [releaseKey(release)]),
    textValues('flavour', false, [flavourOf(release)]),
    integerValues('machine', true, [machine]),
    textValues('vermagic', true, [files.find(({ vermagic }) => vermagic !== undefined)?.vermagic]),
    integerValues('module_count', false, [files.length]),
    integerValues('builtin_count', false, [builtins]),
    integerValues('module_bytes', false, [files.reduce((sum, { size }) => sum + (size ?? 0), 0)]),
    textValues('kernel_exports', false, [exportsKnown]),
  ]
}

/** One column of texts. */
const texts = <T>(
  rows: readonly T[],
  name: string,
  nullable: boolean,
  of: (row: T) => string | undefined,
): ColumnValues => textValues(name, nullable, rows.map(of))

const flags = <T>(rows: readonly T[], name: string, of: (row: T) => boolean): ColumnValues =>
  booleanValues(name, false, rows.map(of))

function moduleColumns(unsorted: readonly ModuleRow[]): ColumnValues[] {
  const rows = sortRows(unsorted, ({ modname, builtin }) => [modname, builtin ? '1' : '0'])
  const signed = ({ traits }: ModuleRow) =>
    traits?.signature.state === 'signed' ? traits.signature : undefined
  return [
    texts(rows, 'modname', false, ({ modname }) => modname),
    flags(rows, 'builtin', ({ builtin }) => builtin),
    texts(rows, 'path', true, ({ path }) => path),
    integerValues(
      'size',
      true,
      rows.map(({ size }) => size),
    ),
    texts(rows, 'version', true, ({ version }) => version),
    texts(rows, 'srcversion', true, ({ srcversion }) => srcversion),
    texts(rows, 'license', true, ({ license }) => license),
    texts(rows, 'vermagic', true, ({ vermagic }) => vermagic),
    flags(rows, 'intree', ({ intree }) => intree),
    texts(rows, 'build_id', true, ({ traits }) => traits?.buildId || undefined),
    texts(rows, 'signature', true, ({ traits }) => traits?.signature.state),
    texts(rows, 'signer', true, (row) => signed(row)?.signer),
    texts(rows, 'key_id', true, (row) => signed(row)?.keyId),
    texts(rows, 'digest', true, (row) => signed(row)?.digest),
  ]
}

function aliasColumns({ aliases }: ModuleRows): ColumnValues[] {
  const rows = sortRows(aliases, (row) => [
    ...[row.literalPrefix, row.pattern, row.modname, row.builtin ? '1' : '0'],
  ])
  return [
    texts(rows, 'literal_prefix', false, (row) => row.literalPrefix),
    texts(rows, 'pattern', false, ({ pattern }) => pattern),
    texts(rows, 'modname', false, ({ modname }) => modname),
    texts(rows, 'like_pattern', true, (row) => row.likePattern),
    texts(rows, 'family', false, ({ family }) => family),
    flags(rows, 'builtin', ({ builtin }) => builtin),
  ]
}

function parameterColumns({ parameters }: ModuleRows): ColumnValues[] {
  const rows = sortRows(parameters, (row) => [row.modname, row.parameter, row.builtin ? '1' : '0'])
  return [
    texts(rows, 'modname', false, ({ modname }) => modname),
    texts(rows, 'parameter', false, ({ parameter }) => parameter),
    texts(rows, 'type', true, ({ type }) => type),
    texts(rows, 'description', true, ({ description }) => description),
    flags(rows, 'builtin', ({ builtin }) => builtin),
  ]
}

function firmwareColumns({ firmware }: ModuleRows): ColumnValues[] {
  const rows = sortRows(firmware, (row) => [row.firmware, row.modname, row.builtin ? '1' : '0'])
  return [
    texts(rows, 'firmware', false, (row) => row.firmware),
    texts(rows, 'modname', false, ({ modname }) => modname),
    flags(rows, 'builtin', ({ builtin }) => builtin),
  ]
}

function dependencyColumns({ dependencies }: ModuleRows): ColumnValues[] {
  const rows = sortRows(dependencies, (row) => [row.target, row.modname, row.kind, row.builtin ? '1' : '0'])
  return [
    texts(rows, 'target', false, ({ target }) => target),
    texts(rows, 'modname', false, ({ modname }) => modname),
    texts(rows, 'kind', false, ({ kind }) => kind),
    flags(rows, 'builtin', ({ builtin }) => builtin),
  ]
}
