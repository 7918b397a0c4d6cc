/** Which options of depmod decide its outputs: those that a cache of outputs must compare. */
import type { DepmodOptions } from './depmod-options.ts'

/** Whether an option decides the outputs or what is reported, besides the files that it names. */
const DECIDES: Readonly<Record<keyof DepmodOptions, boolean>> = {
  release: true,
  config: true,
  systemMap: true,
  symvers: true,
  reportSymbols: true,
  symbolPrefix: true,
  warnDuplicates: true,
  layout: true,
  kmod: true,
  // The module directory is compared by itself.
  root: false,
  moduleDirectory: false,
  // Outputs are put elsewhere, or not at all, but they are the same.
  outdir: false,
  onlyWhenNewer: false,
  // Nothing is kept with these: see mayKeepOutputs().
  files: false,
  publish: false,
  onDependency: false,
  // How the work is done.
  jobs: false,
  cache: false,
  workerUrl: false,
  host: false,
  onDiagnostic: false,
  onProgress: false,
  signal: false,
}

const DECIDING = Object.entries(DECIDES)
  .filter(([, decides]) => decides)
  .map(([name]) => name as keyof DepmodOptions)

/** The options that decide the outputs, as text. */
export const outputSettings = (options: DepmodOptions): string =>
  JSON.stringify(DECIDING.map((name) => options[name] ?? null))

/**
 * Whether all outputs are made, from all modules at their own paths, and nothing but outputs and diagnostics is wanted.
 */
export const mayKeepOutputs = ({ files, publish, onDependency, host }: DepmodOptions): boolean =>
  files === undefined && publish !== 'text' && onDependency === undefined && host?.threadPath === undefined
