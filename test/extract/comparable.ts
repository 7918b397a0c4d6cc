/** An extraction as plain data that can be compared, whatever it is kept in. */
import { isKmodError } from '../../src/base/errors.ts'
import type { ExtractedModules } from '../../src/extract/extracted-modules.ts'
import type { SymbolRows } from '../../src/facts/facts-table.ts'
import type { ModuleTraits } from '../../src/facts/module-traits.ts'
import { textOfFacts } from '../facts/facts-text.ts'

const plainTraits = (traits: ModuleTraits | undefined): ModuleTraits | null =>
  traits === undefined
    ? null
    : {
        elfClass: traits.elfClass,
        littleEndian: traits.littleEndian,
        machine: traits.machine,
        modinfo: traits.modinfo,
        versions: traits.versions,
        hasBasicVersions: traits.hasBasicVersions,
        exports: traits.exports,
        undefinedCount: traits.undefinedCount,
        buildId: traits.buildId,
        signature: traits.signature,
      }

const flagsOf = (rows: SymbolRows): number[] => [...rows.flags.values]

/** By the number of the module, in one piece: a string, so that large kernels are compared quickly. */
export const comparableModules = ({ facts, failures, traits }: ExtractedModules) => ({
  facts: textOfFacts(facts).map((module) => JSON.stringify(module)),
  flags: [flagsOf(facts.exported), flagsOf(facts.needed)],
  failures,
  modinfo:
    traits &&
    Array.from({ length: facts.moduleCount }, (_, module) => {
      const fields = traits.modinfoAt(module)
      const { code, message, details } = isKmodError(fields) ? fields : {}
      return JSON.stringify([
        isKmodError(fields) ? { code, message, details } : fields,
        traits.buildIdAt(module),
      ])
    }),
  traits:
    traits && Array.from({ length: facts.moduleCount }, (_, i) => JSON.stringify(plainTraits(traits.at(i)))),
})
