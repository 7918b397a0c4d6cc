/** Finds and reads the configuration of depmod. */
import { byteString } from '../base/bytes.ts'
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import { listConfigFiles, readConfigFile } from './config-files.ts'
import { type ConfigText, type DepmodConfig, parseDepmodConfig } from './depmod-config.ts'

/** The default paths of depmod, highest precedence first; the root (-b) is not prepended. kmod: tools/depmod.c */
export const DEFAULT_CONFIG_PATHS: readonly string[] = [
  '/etc/depmod.d',
  '/run/depmod.d',
  '/usr/local/lib/depmod.d',
  '/usr/lib/depmod.d',
  '/lib/depmod.d',
]

export interface DepmodConfigOptions {
  readonly release: string
  /** Files and directories, highest precedence first. */
  readonly paths: readonly string[]
}

/**
 * The configuration that applies to a release. Files that cannot be read are reported and skipped.
 *
 * differs from kmod: a file is read however its path is spelled; kmod 34.2 does not accept every spelling.
 */
export function loadDepmodConfig(host: Host, options: DepmodConfigOptions, report: Report): DepmodConfig {
  const files = listConfigFiles(host, options.paths, report)
  return parseDepmodConfig(texts(host, files, options.paths, report), options.release, report)
}

/** One at a time: kmod reports the problems of a file before it opens the next. */
function* texts(
  host: Host,
  files: readonly string[],
  paths: readonly string[],
  report: Report,
): Generator<ConfigText> {
  for (const file of files) {
    const text = readText(file, () => readConfigFile(host, file, paths, DEFAULT_CONFIG_PATHS), report)
    if (text !== undefined) yield { file, text }
  }
}

function readText(file: string, read: () => Uint8Array, report: Report): string | undefined {
  return orElse(
    () => byteString(read()),
    (errno) => void report(diagnostic('config-file-unreadable', { path: file, errno })),
  )
}
