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

/** Where modprobe looks, the strongest first. kmod: libkmod/libkmod.c default_config_paths */
export const DEFAULT_MODPROBE_CONFIG_PATHS: readonly string[] = [
  '/etc/modprobe.d',
  '/run/modprobe.d',
  '/usr/local/lib/modprobe.d',
  '/usr/lib/modprobe.d',
  '/lib/modprobe.d',
]

/** The file that has the command line of the running kernel. */
export const KERNEL_CMDLINE_PATH = '/proc/cmdline'

/** What depmod writes for every kernel and kmod reads as configuration. */
const MODULE_DIR_FILES: readonly string[] = ['modules.softdep', 'modules.weakdep']

export interface ModprobeConfigOptions {
  /** Has modules.softdep and modules.weakdep, which are always read. */
  readonly moduleDir: string
  /** Files and directories, the strongest first; the default paths, when they are wanted, are among them. */
  readonly paths: readonly string[]
  /** What `paths` are below; symbolic links there do not lead out of it. Default: nothing but what they say. */
  readonly root?: string | undefined
  /** The file that has the kernel command line; without it, none counts. */
  readonly kernelCmdline?: string | undefined
  /** A file that is not there yet, and takes its place among the others by its name. */
  readonly addedFile?: AddedConfigFile | undefined
}

export interface AddedConfigFile {
  /** A basename. */
  readonly name: string
  readonly text: string
}

/**
 * The configuration that applies to the modules of a module dir. What does not exist is passed over without a word;
 * so does kmod with what it cannot read, which is reported here as `info`. What only this program does not read (files
 * past the limit, FIFOs in a directory of configuration) is reported as `error`.
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

/** A file that may be there, and who reads it. */
interface ConfigFile {
  readonly path: string
  readonly read: () => Uint8Array
}

/**
 * The files of the module dir have their place among the others by their own names, as if their paths came first: a
 * file of the same name in `paths` does not count, even when the module dir has none. kmod: kmod_config_new().
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
  // kmod tells of entries that do not end in `.conf` in depmod.d only.
  const files = listConfigFiles(host, paths, (d) => d.code !== 'config-not-conf' && report(d))
  return files.map((path) => ({
    path,
    read: () => readConfigFile(host, path, paths, DEFAULT_MODPROBE_CONFIG_PATHS),
  }))
}

/** Files and what is told of them go by their paths with the root in front. */
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

/** One at a time: kmod tells what is wrong in a file before it opens the next. */
function* texts(files: readonly ConfigFile[], report: Report): Generator<ConfigText> {
  for (const file of files) {
    const text = readText(file, report)
    if (text !== undefined) yield { file: file.path, text }
  }
}

/** Past the limit, and no regular file. */
const NOT_READ_BY_US: readonly string[] = ['EFBIG', 'EINVAL']

function readText({ path, read }: ConfigFile, report: Report): string | undefined {
  return orElse(
    () => byteString(read()),
    (errno) => {
      // kmod would have read it, and what it says may keep a module from being loaded.
      if (NOT_READ_BY_US.includes(errno)) report(diagnostic('config-file-unreadable', { path, errno }))
      else if (errno !== 'ENOENT') report(diagnostic('config-file-passed-over', { path, errno }))
      return undefined
    },
  )
}
