/** What modinfo prints of a module. */
import type { ModinfoField } from '../facts/modinfo-section.ts'
import type { ModuleSignature } from '../signatures/signature.ts'

/** The metadata of a module file. Texts are byte strings. */
export interface ModinfoContent {
  /** In the order of the section. */
  readonly fields: readonly ModinfoField[]
  /** Identifies the build: usually 20 bytes. */
  readonly buildId?: Uint8Array
  readonly signature?: ModuleSignature
}
