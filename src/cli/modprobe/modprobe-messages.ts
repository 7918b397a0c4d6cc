/** The texts of modprobe, which scripts search for, and the priority that kmod gives each of them. */
import { strerror } from '../../base/strerror.ts'
import { isFatal, type ModprobeProblem } from '../../tools/modprobe.ts'

export interface ModprobeMessage {
  readonly priority: 'fatal' | 'error' | 'warning' | 'info'
  readonly text: string
  /** kmod: problems of the configuration are reported before the tool has its logger: always, and under this name. */
  readonly libraryFunction?: string
}

type Code = ModprobeProblem['code']
type ProblemOf<C extends Code> = Extract<ModprobeProblem, { readonly code: C }>
type Texts = { readonly [C in Code]?: (problem: ProblemOf<C>) => string }

const TEXTS: Texts = {
  // configuration
  'config-bad-line': (p) => `${p.file} line ${p.line}: ignoring bad line starting with '${p.word}'`,
  'config-obsolete': (p) => `${p.file}: command ${p.word} is deprecated and not parsed anymore`,
  'config-entry-unreadable': (p) => `Cannot stat directory entry: ${p.directory}/${p.name}`,
  'config-entry-directory': (p) =>
    `Directories inside directories are not supported: ${p.directory}/${p.name}`,
  'config-directory-unreadable': (p) => `files list ${p.path}: ${strerror(p.errno)}`,
  'config-file-unreadable': (p) => `file parse ${p.path}: ${strerror(p.errno)}`,
  'config-file-passed-over': (p) => `file parse ${p.path}: ${strerror(p.errno)}`,
  'cmdline-bad-module': (p) =>
    `Ignoring bad option on kernel command line while parsing module name: '${p.module}'`,
  // indexes
  'index-bad-magic': (p) => `magic check fail: ${p.magic.toString(16)} instead of b007f457`,
  'index-bad-version': (p) => `major version check fail: ${p.major} instead of 2`,
  'index-set-mixed': (p) =>
    `some index files in ${p.moduleDir} are new and others old: depmod was killed there; run it again`,
  // modules
  'module-not-found': (p) =>
    p.mode === 'insert'
      ? `Module ${p.name} not found in directory ${p.moduleDir}`
      : `Module ${p.name} not found.`,
  'module-path-unusable': (p) => `Failed to get module from path ${p.path}: ${strerror(p.errno)}`,
  // kmod prints an address where we have none.
  'dependency-file-missing': (p) => `ctx=0x0 path=${p.path} error=${strerror(p.errno)}`,
  'module-path-conflict': (p) =>
    `kmod_module '${p.modname}' already exists with different path: new-path='${p.path}' old-path='${p.knownPath}'`,
  'softdep-invalid': (p) => `failed to lookup dependency '${p.word}', continuing anyway.`,
  'module-unknown': (p) => `could not find module by name='${p.modname}'`,
  'sysfs-unreadable': (p) =>
    p.kind === 'initstate'
      ? `unknown ${p.path}: '${p.text}'`
      : `could not read integer from '${p.path}': '${strerror('EINVAL')}'`,
  // loading and removing
  'insert-failed': (p) => `could not insert '${p.modname}': ${insertFailure(p.errno)}`,
  'install-command-failed': (p) =>
    `Error running install command '${p.command}' for module ${p.modname}: retcode ${p.status}`,
  'module-not-loaded': (p) => `Module ${p.modname} is not in kernel.`,
  'module-builtin': (p) => `Module ${p.modname} is builtin.`,
  'module-in-use': (p) => `Module ${p.modname} is in use.`,
  'remove-command-failed': (p) => `Error running remove command for ${p.modname}`,
  'remove-failed': (p) => `could not remove '${p.modname}': ${strerror(p.errno)}`,
}

function insertFailure(errno: string): string {
  if (errno === 'EEXIST') return 'Module already in kernel'
  if (errno === 'ENOENT') return 'Unknown symbol in module, or unknown parameter (see dmesg)'
  return strerror(errno)
}

/** The functions of kmod that report these, by whose names they are known. */
const LIBRARY_FUNCTIONS: { readonly [C in Code]?: string } = {
  'config-bad-line': 'kmod_config_parse',
  'config-obsolete': 'kmod_config_parse',
  'config-entry-unreadable': 'conf_files_filter_out',
  'config-entry-directory': 'conf_files_filter_out',
  'config-directory-unreadable': 'conf_files_list',
  'cmdline-bad-module': 'kcmdline_parse_result',
}

/** @param all whether the run goes on after a name that cannot be handled (-a) */
export function modprobeMessage(problem: ModprobeProblem, all: boolean): ModprobeMessage {
  const text =
    (TEXTS[problem.code] as ((p: ModprobeProblem) => string) | undefined)?.(problem) ?? problem.code
  const libraryFunction = LIBRARY_FUNCTIONS[problem.code]
  const priority = isFatal(problem)
    ? all
      ? 'warning'
      : 'fatal'
    : 'severity' in problem
      ? problem.severity
      : 'error'
  return { priority, text, ...(libraryFunction !== undefined && { libraryFunction }) }
}
