/** Finds and reads the configuration of modprobe. */
import { byteString } from '../base/bytes.ts'
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { isKmodError } from '../base/errors.ts'
import { basename, compareBytes } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { listConfigFiles } from './config-files.ts'
import type { ConfigText } from './depmod-config.ts'
import { parseKernelCmdline } from './kernel-cmdline.ts'
import { type ModprobeConfig, parseModprobeConfig } from './modprobe-config.ts'

/** Where modprobe looks, the strongest first. kmod: libkmod/libkmod.c default_config_paths */
export const DEFAULT_MODPROBE_CONFIG_PATHS: readonly string[] = [
  '/etc/modprobe.d',
  '/run/modprobe.d',
  '/usr/local/lib/modprobe.d',
  '/usr/lib/modprobe.d',
  '/lib/modprobe.d',
]

/** The default paths below another root. Symbolic links there are followed by the host, so not below that root. */
export const modprobeConfigPathsBelow = (root: string): string[] =>
  DEFAULT_MODPROBE_CONFIG_PATHS.map((path) => root + path)

/** The file that has the command line of the running kernel. */
export const KERNEL_CMDLINE_PATH = '/proc/cmdline'

/** What depmod writes for every kernel and kmod reads as configuration. */
const MODULE_DIR_FILES: readonly string[] = ['modules.softdep', 'modules.weakdep']

export interface ModprobeConfigOptions {
  /** Has modules.softdep and modules.weakdep, which are always read. */
  readonly moduleDir: string
  /** Files and directories, the strongest first; the default paths, when they are wanted, are among them. */
  readonly paths: readonly string[]
  /** The file that has the kernel command line; without it, none counts. */
  readonly kernelCmdline?: string | undefined
}

/**
 * The configuration that applies to the modules of a module dir. What does not exist is passed over without a word;
 * so does kmod with what it cannot read, which is reported here as `info`.
 */
export function loadModprobeConfig(
  host: Host,
  options: ModprobeConfigOptions,
  report: Report,
): ModprobeConfig {
  const config = parseModprobeConfig(texts(host, configFiles(host, options, report), report), report)
  if (options.kernelCmdline === undefined) return config
  const cmdline = readText(host, options.kernelCmdline, report)
  if (cmdline === undefined) return config
  const { blacklist, options: moduleOptions } = parseKernelCmdline(cmdline, report)
  return {
    ...config,
    blacklist: [...config.blacklist, ...blacklist],
    options: [...config.options, ...moduleOptions],
  }
}

/**
 * The files of the module dir have their place among the others by their own names, as if their paths came first: a
 * file of the same name in `paths` does not count, even when the module dir has none. kmod: kmod_config_new().
 */
function configFiles(host: Host, { moduleDir, paths }: ModprobeConfigOptions, report: Report): string[] {
  // kmod tells of entries that do not end in `.conf` in depmod.d only.
  const listed = listConfigFiles(host, paths, (d) => d.code !== 'config-not-conf' && report(d))
  return [
    ...listed.filter((file) => !MODULE_DIR_FILES.includes(basename(file))),
    ...MODULE_DIR_FILES.map((name) => `${moduleDir}/${name}`),
  ].sort((a, b) => compareBytes(basename(a), basename(b)))
}

/** One at a time: kmod tells what is wrong in a file before it opens the next. */
function* texts(host: Host, files: readonly string[], report: Report): Generator<ConfigText> {
  for (const file of files) {
    const text = readText(host, file, report)
    if (text !== undefined) yield { file, text }
  }
}

function readText(host: Host, path: string, report: Report): string | undefined {
  try {
    return byteString(host.readFile(path))
  } catch (error) {
    if (!isKmodError(error)) throw error
    const { errno = 'EIO' } = error.details
    if (errno !== 'ENOENT') report(diagnostic('config-file-passed-over', { path, errno }))
    return undefined
  }
}
