/** The part of the public door that is about what a kernel would refuse to load. */

export {
  type AbiTarget,
  type AbiTargetKind,
  type AbiTargetOptions,
  openAbiTarget,
} from './kernel/abi-target.ts'
export {
  type InferredVersion,
  type LoadabilityFacts,
  loadLoadability,
} from './kernel/loadability-facts.ts'
export type {
  ElfKind,
  ExportOwner,
  KernelExport,
  KernelView,
  ModuleView,
  NeededVersion,
  SignatureVerdict,
  Signer,
} from './loadability/kernel-view.ts'
export {
  REFUSAL_KINDS,
  type Refusal,
  type RefusalFields,
  type RefusalForce,
  type RefusalKind,
} from './loadability/refusal.ts'
export { isFatal, refusals } from './loadability/refusals.ts'
export { parseSymvers } from './loadability/symvers.ts'
export { parseTrustedKeys, type TrustedKey } from './loadability/trusted-keys.ts'
export { verifySignature } from './loadability/verify-signature.ts'
export {
  type AbiModule,
  type AbiOptions,
  type AbiResult,
  type AbiVerdict,
  compareAbi,
  type OtherSigner,
  packageRequires,
  parseStablelist,
  type RequiresForm,
} from './questions/compare/abi.ts'
export { type AbiAnswer, writeAbi } from './reports/abi-report.ts'
