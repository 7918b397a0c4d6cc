/**
 * The public door of tskmod. What is not listed here may change without notice.
 *
 * Text from modules, indexes and the file system is byte strings: one character (0-255) per byte. `fromByteString`
 * makes text of them for people.
 */

export type { BytePlace } from './base/byte-place.ts'
export type { Int32Column } from './base/columns.ts'
export type { Diagnostic, DiagnosticCode, DiagnosticFields, Report, Severity } from './base/diagnostic.ts'
export type { RunStep } from './base/errors.ts'
export { KMOD_ERROR_CODES, KmodError, type KmodErrorCode, type KmodErrorDetails } from './base/errors.ts'
export { fnmatch } from './base/fnmatch.ts'
export type { WorkOptions } from './base/interruption.ts'
export { KMOD_VERSIONS, type KmodVersion } from './base/kmod-versions.ts'
export { fromByteString, normalizeAlias, normalizeModname, toByteString } from './base/names.ts'
export type { ConfigText, Override, SearchEntry } from './config/depmod-config.ts'
export { type DepmodConfig, parseDepmodConfig } from './config/depmod-config.ts'
export {
  DEFAULT_CONFIG_PATHS,
  type DepmodConfigOptions,
  loadDepmodConfig,
} from './config/load-depmod-config.ts'
export { type AddedConfigFile, DEFAULT_MODPROBE_CONFIG_PATHS } from './config/load-modprobe-config.ts'
export type { ModuleFailure } from './extract/extracted-modules.ts'
export type { ExportTrait } from './facts/export-traits.ts'
export type { ModinfoField } from './facts/modinfo-section.ts'
export {
  extractModuleFacts,
  type ModuleFacts,
  type NeededSymbol,
  type SymbolVersion,
} from './facts/module-facts.ts'
export type { ModuleTraits } from './facts/module-traits.ts'
export type { TraitsHead, TraitsList } from './facts/traits-list.ts'
export * from './fleet-api.ts'
export type { SymbolicLink } from './host/below-root.ts'
export type {
  DirectoryEntry,
  FileKind,
  FileStatus,
  Host,
  Lock,
  NamedSource,
  NewFile,
  OpenFile,
  StoredModule,
  TemporaryFile,
} from './host/host.ts'
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
export { INDEX_LAYOUTS, type IndexLayout, isIndexLayout } from './indexes/index-format.ts'
export type { Output } from './indexes/output.ts'
export { OUTPUT_NAMES } from './indexes/outputs.ts'
export { type TextDifference, textNameOf } from './indexes/text-beside-index.ts'
export type { BuiltinModule } from './kernel/builtin-modules.ts'
export type { FirmwareFile, FirmwareStore } from './kernel/firmware.ts'
export type { Staleness } from './kernel/index-freshness.ts'
export type { KernelFacts, ModuleUsers, SymbolEdge, SymbolOwner } from './kernel/kernel-facts.ts'
export type { KernelLocation, KernelOptions } from './kernel/kernel-location.ts'
export { DEFAULT_MODULE_DIRECTORY, MODULE_DIRECTORIES } from './kernel/kernel-location.ts'
export type { Dependencies, KernelNames, ModuleAlias, SoftdepWords } from './kernel/kernel-names.ts'
export type { ModuleInfoFields } from './kernel/load-modinfo.ts'
export type { KernelModule, LostCopy, ModuleCopies, ModuleCopy } from './kernel/module-copies.ts'
export { findSymbolFile } from './kernel/module-dir-files.ts'
export { loadModuleSet, type ModuleSet, type ModuleSetOptions } from './kernel/module-set.ts'
export { type Kernel, openKernel } from './kernel/open-kernel.ts'
export * from './loadability-api.ts'
export type { IndexOpenProblem } from './lookup/index-set.ts'
export type { LoadedModules, LoadState } from './lookup/loaded-modules.ts'
export type { FoundModule, LookupSource } from './lookup/lookup-steps.ts'
export type { LookedUpModule, MissingDependency, ModuleLookup } from './lookup/modinfo-lookup.ts'
export type { Action } from './plan/action.ts'
export type { ActionProblem, Invocation, ProgramEnd, RunProgram } from './plan/carry-out.ts'
export type { ModprobeProblem } from './plan/modprobe-problem.ts'
export type { Module, PlanProblem } from './plan/module-view.ts'
export { type ConvertIndexOptions, convertIndexFile } from './publish/convert-index-file.ts'
export { writeTextFile } from './publish/write-text-file.ts'
export { type CheckOptions, type CheckResult, check, type NotChecked } from './questions/check/check.ts'
export type { BuiltinProblem, CycleEdge, OrderProblem } from './questions/check/check-findings.ts'
export {
  CHECK_KINDS,
  type CheckFields,
  type CheckFinding,
  type CheckKind,
  type CheckSeverity,
} from './questions/check/check-findings.ts'
export type { SignatureSummary, SignerRow } from './questions/check/check-signatures.ts'
export { type ClosureOptions, closure } from './questions/closure/closure.ts'
export type { ModuleFilters } from './questions/closure/closure-filters.ts'
export type { ClosureNote } from './questions/closure/closure-notes.ts'
export type {
  ClosureFirmware,
  ClosureLeftOut,
  ClosureMissing,
  ClosureModule,
  ClosureResult,
} from './questions/closure/closure-result.ts'
export type { BuiltinUse, ClosureReason } from './questions/closure/load-order.ts'
export {
  type AgainstResult,
  against,
  LACK_KINDS,
  type Lack,
  type LackKind,
} from './questions/compare/against.ts'
export { BUILD_PARTS, type BuildPart } from './questions/compare/build-parts.ts'
export type { DeniedBy, DeniedNeed } from './questions/compare/denied-needs.ts'
export {
  type DiffOptions,
  type DiffResult,
  type DiffSide,
  diff,
} from './questions/compare/diff.ts'
export type { DiffEntry, DiffSection } from './questions/compare/diff-entries.ts'
export { DIFF_SECTIONS, type DiffSectionName } from './questions/compare/diff-sections.ts'
export type { KernelInventory, Listing, RecordedAliases } from './questions/compare/kernel-inventory.ts'
export type {
  BuildComparison,
  BuildListing,
} from './questions/compare/module-builds.ts'
export {
  type NamedIn,
  PREFLIGHT_STATES,
  type PreflightName,
  type PreflightOptions,
  type PreflightParameter,
  type PreflightResult,
  type PreflightState,
  preflight,
} from './questions/compare/preflight.ts'
export type { Successor } from './questions/compare/successors.ts'
export type { AccessListing } from './questions/compare/symbol-access.ts'
export type { CopyVerdict } from './questions/copy-verdict.ts'
export { type GraphNode, type GraphOptions, type GraphResult, graph } from './questions/graph/graph.ts'
export { formatDot, formatMermaid } from './questions/graph/graph-formats.ts'
export {
  aliasFamily,
  type ListedModule,
  type ListOptions,
  type ListResult,
  list,
} from './questions/list.ts'
export { LIST_ORDERS, type ListOrder } from './questions/list-orders.ts'
export type { InstallLine, LoadStop } from './questions/load-attempt.ts'
export { type NamedModules, namedModules } from './questions/names/named-modules.ts'
export { type NeedsOptions, type NeedsResult, needs, type SymbolUse } from './questions/needs.ts'
export { type DenyFile, type DenyOptions, denyFile, type Undeniable } from './questions/reach/deny-file.ts'
export { initcallsIn } from './questions/reach/initcalls.ts'
export { type ReachOptions, reach } from './questions/reach/reach.ts'
export {
  REACH_VERDICTS,
  type ReachResult,
  type ReachRow,
  type ReachStop,
  type ReachVerdict,
  type ReachWay,
} from './questions/reach/reach-result.ts'
export { TRIGGER_ACTORS, type TriggerActor, type TriggerKind } from './questions/reach/triggers.ts'
export { type CopyReason, decidingConfig, type LostToCopy } from './questions/why/copy-reasons.ts'
export { type WhyOptions, type WhyResult, type WhySubject, type WhyUser, why } from './questions/why/why.ts'
export type { EdgeKind, WhyEdge } from './questions/why/why-edges.ts'
export type { AllPaths, TreeNode } from './questions/why/why-paths.ts'
export { readModule } from './read/read-module.ts'
export { writeAgainst } from './reports/against-report.ts'
export { type CheckAnswer, writeCheck } from './reports/check-report.ts'
export { type ClosureAnswer, type ClosurePage, writeClosure } from './reports/closure-report.ts'
export { writeDenied } from './reports/deny-report.ts'
export { formatDiagnostic } from './reports/depmod-messages.ts'
export { type DiffAnswer, writeDiff } from './reports/diff-report.ts'
export { writeList } from './reports/list-report.ts'
export { writeNeeds } from './reports/needs-report.ts'
export { type PreflightAnswer, writePreflight } from './reports/preflight-report.ts'
export { type ReachPage, writeReach } from './reports/reach-report.ts'
export { formatReachSarif } from './reports/reach-sarif.ts'
export { formatCheckSarif } from './reports/sarif.ts'
export { writeSignatures } from './reports/signatures-report.ts'
export {
  type Cell,
  type Paint,
  type ReportForm,
  type Style,
  type Styled,
  type TableOptions,
  TextReport,
} from './reports/text-kit.ts'
export { type WhyAnswer, writeWhy } from './reports/why-report.ts'
export { type ModuleFile, type ScanOptions, scanModules } from './scan/scan-modules.ts'
export { type CmsSigner, readCms } from './signatures/cms.ts'
export { type ModuleSignature, SIGNATURE_ID_TYPES, type SignatureIdType } from './signatures/signature.ts'
export type { SignatureTraits } from './signatures/signature-traits.ts'
export { type OpenedFacts, openFacts } from './sources/open-facts.ts'
export { depmod } from './tools/depmod.ts'
export type { DepmodOptions, DepmodResult } from './tools/depmod-options.ts'
export {
  type InstalledClosure,
  type InstallOptions,
  type InstallResult,
  installClosure,
} from './tools/install-closure.ts'
export {
  type ModinfoOptions,
  type ModinfoSession,
  type ModuleInfo,
  modinfo,
  openModinfo,
} from './tools/modinfo.ts'
export { type ModprobeOptions, type ModprobeResult, type ModprobeTree, modprobe } from './tools/modprobe.ts'
export {
  type MadeFacts,
  makeFacts,
  type WriteFactsOptions,
  type WrittenFacts,
  writeFacts,
} from './tools/write-facts.ts'
