/** Traits of many modules, whatever they are kept in. */
import { type ModuleTraits, modinfoValue } from './module-traits.ts'

/** Traits by position; undefined for a file that is not a complete ELF file. Arrays are such lists. */
export interface TraitsList {
  /** The traits of the module at a position. */
  at(position: number): ModuleTraits | undefined
  /** False when no export of the module is in a namespace; without looking at its exports one by one. */
  mayHaveNamespaces?(position: number): boolean
  /** What nearly all questions ask of each module, without its other texts. */
  headAt?(position: number): TraitsHead | undefined
}

/** The part of ModuleTraits that is small. */
export interface TraitsHead
  extends Pick<
    ModuleTraits,
    'elfClass' | 'littleEndian' | 'machine' | 'hasBasicVersions' | 'undefinedCount' | 'signature'
  > {
  /** The first values of .modinfo. */
  readonly license: string | undefined
  readonly vermagic: string | undefined
  /** Whether it has versions of what it needs, basic or extended. */
  readonly hasVersions: boolean
  /** Whether it imports any namespace. */
  readonly importsNamespaces: boolean
}

/** The head of a module's traits, whatever list they are in. */
export function headOf(list: TraitsList, position: number): TraitsHead | undefined {
  const known = list.headAt?.(position)
  if (known !== undefined) return known
  const traits = list.at(position)
  if (traits === undefined) return undefined
  const { elfClass, littleEndian, machine, versions, hasBasicVersions, undefinedCount, signature, modinfo } =
    traits
  return {
    elfClass,
    littleEndian,
    machine,
    hasVersions: versions !== 'none',
    hasBasicVersions,
    undefinedCount,
    signature,
    license: modinfoValue(modinfo, 'license'),
    vermagic: modinfoValue(modinfo, 'vermagic'),
    importsNamespaces: modinfoValue(modinfo, 'import_ns') !== undefined,
  }
}
