/**
 * The public door of tskmod. What is not listed here may change without notice.
 *
 * Text from modules, indexes and the file system is byte strings: one character (0-255) per byte. `fromByteString`
 * makes text of them for people.
 */

// problems
export type { Diagnostic, DiagnosticCode, Report, Severity } from './base/diagnostic.ts'
export { KMOD_ERROR_CODES, KmodError, type KmodErrorCode, type KmodErrorDetails } from './base/errors.ts'
// words
export { fnmatch } from './base/fnmatch.ts'
export { fromByteString, normalizeAlias, normalizeModname, toByteString } from './base/names.ts'
// stages
export { type DepmodConfig, parseDepmodConfig } from './config/depmod-config.ts'
export { DEFAULT_CONFIG_PATHS, loadDepmodConfig } from './config/load-depmod-config.ts'
export { type CmsSigner, readCms } from './facts/cms.ts'
export type { ExportTrait } from './facts/export-traits.ts'
export type { ModinfoField } from './facts/modinfo-section.ts'
export {
  extractModuleFacts,
  type ModuleFacts,
  type NeededSymbol,
  type SymbolVersion,
} from './facts/module-facts.ts'
export type { ModuleTraits } from './facts/module-traits.ts'
export type { SignatureTraits } from './facts/signature-traits.ts'
// the machine
export type { DirectoryEntry, FileKind, FileStatus, Host, NewFile, OpenFile } from './host/host.ts'
export { nodeHost } from './host/node-host.ts'
export { decodeIndex } from './indexes/decode-index.ts'
export { encodeIndex } from './indexes/encode-index.ts'
export {
  convertIndex,
  type IndexContent,
  type IndexVerdict,
  type IndexVerdictProblem,
  readIndexContent,
  verifyIndex,
} from './indexes/index-content.ts'
export type { IndexEntry } from './indexes/index-entries.ts'
export type { IndexLayout } from './indexes/index-format.ts'
export type { Output } from './indexes/output.ts'
export { OUTPUT_NAMES } from './indexes/outputs.ts'
export { type AbiTarget, type AbiTargetKind, openAbiTarget } from './kernel/abi-target.ts'
export type { BuiltinModule } from './kernel/builtin-modules.ts'
export type { FirmwareFile, FirmwareStore } from './kernel/firmware.ts'
export type { Staleness } from './kernel/index-freshness.ts'
export type { KernelFacts, SymbolEdge, SymbolOwner } from './kernel/kernel-facts.ts'
export type { KernelLocation, KernelOptions } from './kernel/kernel-location.ts'
export type { Dependencies, KernelNames } from './kernel/kernel-names.ts'
export {
  type InferredVersion,
  type LoadabilityFacts,
  loadLoadability,
} from './kernel/loadability-facts.ts'
export type { KernelModule, LostCopy, ModuleCopies, ModuleCopy } from './kernel/module-copies.ts'
export { findSymbolFile } from './kernel/module-dir-files.ts'
export { loadModuleSet, type ModuleSet, type ModuleSetOptions } from './kernel/module-set.ts'
// what kmod lacks: open a kernel, put questions to it
export { type Kernel, openKernel } from './kernel/open-kernel.ts'
// would the kernel load it?
export type {
  ElfKind,
  ExportOwner,
  KernelExport,
  KernelView,
  ModuleView,
  NeededVersion,
  SignatureVerdict,
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
export type { Action } from './plan/action.ts'
export type { ModprobeProblem } from './plan/modprobe-problem.ts'
// tools
export { type ConvertIndexOptions, convertIndexFile } from './publish/convert-index-file.ts'
export {
  type AbiModule,
  type AbiOptions,
  type AbiResult,
  type AbiVerdict,
  compareAbi,
  packageRequires,
  parseStablelist,
  type RequiresForm,
} from './questions/abi.ts'
export { type CheckOptions, type CheckResult, check, type NotChecked } from './questions/check.ts'
export {
  CHECK_KINDS,
  type CheckFields,
  type CheckFinding,
  type CheckKind,
  type CheckSeverity,
} from './questions/check-findings.ts'
export type { SignatureSummary, SignerRow } from './questions/check-signatures.ts'
export {
  type ClosureFirmware,
  type ClosureMissing,
  type ClosureModule,
  type ClosureOptions,
  type ClosureResult,
  closure,
} from './questions/closure.ts'
export type { ModuleFilters } from './questions/closure-filters.ts'
export type { CopyVerdict } from './questions/copy-verdict.ts'
export {
  DIFF_SECTIONS,
  type DiffEntry,
  type DiffResult,
  type DiffSection,
  type DiffSectionName,
  type DiffSide,
  diff,
} from './questions/diff.ts'
export { type GraphNode, type GraphOptions, type GraphResult, graph } from './questions/graph.ts'
export { formatDot, formatMermaid } from './questions/graph-formats.ts'
export type { BuiltinUse, ClosureReason } from './questions/load-order.ts'
export { type NeedsOptions, type NeedsResult, needs, type SymbolUse } from './questions/needs.ts'
export {
  type WhyOptions,
  type WhyResult,
  type WhySubject,
  type WhyUser,
  why,
} from './questions/why.ts'
export type { EdgeKind, WhyEdge } from './questions/why-edges.ts'
export { readModule } from './read/read-module.ts'
export { type ModuleFile, scanModules } from './scan/scan-modules.ts'
export { depmod } from './tools/depmod.ts'
export type { DepmodOptions, DepmodResult } from './tools/depmod-options.ts'
export { type InstallOptions, type InstallResult, installClosure } from './tools/install-closure.ts'
export {
  type ModinfoOptions,
  type ModinfoSession,
  type ModuleInfo,
  modinfo,
  openModinfo,
} from './tools/modinfo.ts'
export { type ModprobeOptions, type ModprobeResult, type ModprobeTree, modprobe } from './tools/modprobe.ts'
