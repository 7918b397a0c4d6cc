/** Finds and reads the configuration of modprobe. */
import { byteString } from '../base/bytes.ts'
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { orElse } from '../base/errors.ts'
import { basename, compareBytes } from '../base/names.ts'
import { hostBelow } from '../host/below-root.ts'
import type { FileLookup, Host } from '../host/host.ts'
import { listConfigFiles, readConfigFile } from './config-files.ts'
import type { ConfigText } from './depmod-config.ts'
import { parseKernelCmdline } from './kernel-cmdline.ts'
import { type ModprobeConfig, parseModprobeConfig } from './modprobe-config.ts'

/** The default paths of modprobe, highest precedence first. kmod: libkmod/libkmod.c default_config_paths */
export const DEFAULT_MODPROBE_CONFIG_PATHS: readonly string[] = [
  '/etc/modprobe.d',
  '/run/modprobe.d',
  '/usr/local/lib/modprobe.d',
  '/usr/lib/modprobe.d',
  '/lib/modprobe.d',
]

/** The file with the command line of the running kernel. */
export const KERNEL_CMDLINE_PATH = '/proc/cmdline'

/** Files that depmod writes for every kernel and kmod reads as configuration. */
const MODULE_DIR_FILES: readonly string[] = ['modules.softdep', 'modules.weakdep']

export interface ModprobeConfigOptions {
  /** Contains modules.softdep and modules.weakdep, which are always read. */
  readonly moduleDir: string
  /** Files and directories, highest precedence first, including the default paths if they are wanted. */
  readonly paths: readonly string[]
  /** The root that `paths` are below; symbolic links do not lead out of it. Default: `paths` are used as they are. */
  readonly root?: string | undefined
  /** The file with the kernel command line; by default none is read. */
  readonly kernelCmdline?: string | undefined
  /** A file that does not exist yet; it is sorted among the others by its name. */
  readonly addedFile?: AddedConfigFile | undefined
}

/** A file of modprobe.d as if it existed. */
export interface AddedConfigFile {
  /** A basename. */
  readonly name: string
  readonly text: string
}

/**
 * The configuration that applies to the modules of a module dir. Missing files are skipped silently. kmod also skips
 * unreadable files silently; they are reported here as `info`. Files that only this program refuses (over the size
 * limit, FIFOs in a configuration directory) are reported as `error`.
 */
export function loadModprobeConfig(
  host: Host,
  options: ModprobeConfigOptions,
  report: Report,
): ModprobeConfig {
  const config = parseModprobeConfig(texts(configFiles(host, options, report), report), report)
  if (options.kernelCmdline === undefined) return config
  const path = options.kernelCmdline
  const cmdline = readText({ path, read: () => host.readFile(path) }, report)
  if (cmdline === undefined) return config
  const { blacklist, options: moduleOptions } = parseKernelCmdline(cmdline, report)
  return {
    ...config,
    blacklist: [...config.blacklist, ...blacklist],
    options: [...config.options, ...moduleOptions],
  }
}

/** A file that may exist, and the host that reads it. */
interface ConfigFile {
  readonly path: string
  readonly read: () => Uint8Array
}

/**
 * The files of the module dir are sorted among the others by name, as if their paths came first: a file of the same
 * name in `paths` is ignored, even if the module dir has none. kmod: kmod_config_new().
 */
function configFiles(
  host: Host,
  { moduleDir, paths, root, addedFile }: ModprobeConfigOptions,
  report: Report,
): ConfigFile[] {
  const added = addedFile && { path: addedFile.name, read: () => Buffer.from(addedFile.text, 'latin1') }
  const ofModuleDir = MODULE_DIR_FILES.map((name) => `${moduleDir}/${name}`)
  const files = root === undefined ? listed(host, paths, report) : listedBelow(host, root, paths, report)
  return [
    ...(added ? [added] : []),
    ...files.filter(({ path }) => ![...MODULE_DIR_FILES, addedFile?.name].includes(basename(path))),
    ...ofModuleDir.map((path) => ({ path, read: () => host.readFile(path) })),
  ].sort((a, b) => compareBytes(basename(a.path), basename(b.path)))
}

function listed(host: FileLookup, paths: readonly string[], report: Report): ConfigFile[] {
  // kmod reports entries that do not end in `.conf` only for depmod.d.
  const files = listConfigFiles(host, paths, (d) => d.code !== 'config-not-conf' && report(d))
  return files.map((path) => ({
    path,
    read: () => readConfigFile(host, path, paths, DEFAULT_MODPROBE_CONFIG_PATHS),
  }))
}

/** Files and diagnostics about them have paths that include the root. */
function listedBelow(host: Host, root: string, paths: readonly string[], report: Report): ConfigFile[] {
  const top = root.replace(/\/+$/, '')
  const below = hostBelow(host, top === '' ? '/' : top)
  const inside = (path: string): string => path.slice(top.length)
  const whole: FileLookup = {
    status: (path) => below.status(inside(path)),
    exists: (path) => below.exists(inside(path)),
    listDirectory: (path) => below.listDirectory(inside(path)),
    readFile: (path) => below.readFile(inside(path)),
    readInput: (path) => below.readInput(inside(path)),
  }
  return listed(
    whole,
    paths.map((path) => top + path),
    report,
  )
}

/** One at a time: kmod reports the problems of a file before it opens the next. */
function* texts(files: readonly ConfigFile[], report: Report): Generator<ConfigText> {
  for (const file of files) {
    const text = readText(file, report)
    if (text !== undefined) yield { file: file.path, text }
  }
}

/** Over the size limit, and not a regular file. */
const NOT_READ_BY_US: readonly string[] = ['EFBIG', 'EINVAL']

function readText({ path, read }: ConfigFile, report: Report): string | undefined {
  return orElse(
    () => byteString(read()),
    (errno) => {
      // kmod would have read it, and it may contain a line that keeps a module from being loaded.
      if (NOT_READ_BY_US.includes(errno)) report(diagnostic('config-file-unreadable', { path, errno }))
      else if (errno !== 'ENOENT') report(diagnostic('config-file-passed-over', { path, errno }))
      return undefined
    },
  )
}
