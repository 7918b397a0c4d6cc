/**
 * The modules that a system names in its configuration, and where:
 *
 *   /etc/modules, modules-load.d(5)      loaded at boot: a name a line, `#` or `;` starts a comment
 *   modprobe.d(5)                        options, softdep, install and blacklist
 *   /etc/initramfs-tools/modules         and /usr/share/initramfs-tools/modules.d: a name and maybe options a line
 *   /etc/mkinitcpio.conf, its .d         MODULES=(...); a `?` after a name: it may be missing
 *   /etc/dracut.conf, its .d             add_drivers, force_drivers and omit_drivers
 *
 * Files are found as their readers find them: of files with one name the first directory's counts. Nothing is run: of shell
 * syntax, assignments of plain words, strings and arrays are read. Text is byte strings.
 */
import { byteString } from '../base/bytes.ts'
import { nothing, orElse } from '../base/errors.ts'
import { compareBytes } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { rootedHost } from '../host/rooted-host.ts'
import { listConfigFiles } from './config-files.ts'
import { DEFAULT_MODPROBE_CONFIG_PATHS } from './load-modprobe-config.ts'
import { type ModprobeConfig, parseModprobeConfig } from './modprobe-config.ts'
import { shellAssignments } from './shell-assignments.ts'

export const MENTION_KINDS = [
  'load',
  'initramfs-tools',
  'mkinitcpio',
  'dracut-add',
  'dracut-force',
  'dracut-omit',
  'options',
  'softdep',
  'install',
  'blacklist',
] as const
export type MentionKind = (typeof MENTION_KINDS)[number]

export interface Mention {
  /** A name, an alias or a pattern, as it is written. */
  readonly word: string
  readonly kind: MentionKind
  /** Below the root, with a slash in front. */
  readonly file: string
  /** Of `options`: the words after the name. Of `install`: the command. */
  readonly text?: string
}

/** The files and directories that are read, but those of modprobe.d. */
export const NAMED_MODULES_PLACES: readonly string[] = [
  '/etc/modules',
  ...['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map((top) => `${top}/modules-load.d`),
  '/etc/initramfs-tools/modules',
  '/usr/share/initramfs-tools/modules.d',
  ...['/etc/mkinitcpio.conf', '/etc/mkinitcpio.conf.d'],
  ...['/etc/dracut.conf', '/etc/dracut.conf.d', '/usr/lib/dracut/dracut.conf.d'],
]

/** All mentions below a root, those of files that are read first in front. What is not there has none. */
export function namedModules(machine: Host, root: string): Mention[] {
  const host = rootedHost(machine, root)
  const files: ConfigFiles = {
    text: (path) => orElse(() => byteString(host.readFile(root + path)), nothing) ?? '',
    confs: (paths) =>
      listConfigFiles(
        host,
        paths.map((path) => root + path),
        () => {},
      ).map((path) => path.slice(root.length)),
    names: (path) =>
      orElse(
        () => host.listDirectory(root + path).map(({ name }) => name),
        () => [],
      ).sort(compareBytes),
  }
  return [...bootMentions(files), ...modprobeMentions(files), ...initramfsMentions(files)]
}

interface ConfigFiles {
  /** Empty for what is not there. */
  text(path: string): string
  confs(paths: readonly string[]): string[]
  names(directory: string): string[]
}

const LOAD_PATHS = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(
  (top) => `${top}/modules-load.d`,
)

function bootMentions(files: ConfigFiles): Mention[] {
  return ['/etc/modules', ...files.confs(LOAD_PATHS)].flatMap((file) => lineMentions(files, file, 'load'))
}

/** The first word of each line. */
const lineMentions = ({ text }: ConfigFiles, file: string, kind: MentionKind): Mention[] =>
  text(file)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[#;]/.test(line))
    .map((line) => ({ word: line.split(/\s/)[0] ?? '', kind, file }))

function modprobeMentions(files: ConfigFiles): Mention[] {
  return files.confs(DEFAULT_MODPROBE_CONFIG_PATHS).flatMap((file) => {
    const config = parseModprobeConfig([{ file, text: files.text(file) }], () => {})
    return mentionsIn(config).map((mention) => ({ ...mention, file }))
  })
}

function mentionsIn({ options, softdeps, install, blacklist }: ModprobeConfig): Omit<Mention, 'file'>[] {
  return [
    ...options.map(({ modname, text }) => ({ word: modname, kind: 'options' as const, text })),
    ...softdeps.flatMap(({ modname, pre, post }) =>
      [modname, ...pre, ...post].map((word) => ({ word, kind: 'softdep' as const })),
    ),
    ...install.map(({ modname, command }) => ({ word: modname, kind: 'install' as const, text: command })),
    ...blacklist.map((word) => ({ word, kind: 'blacklist' as const })),
  ].filter(({ word }) => !/[*?[]/.test(word))
}

const INITRAMFS_TOOLS = '/usr/share/initramfs-tools/modules.d'
const DRACUT_PATHS = ['/etc/dracut.conf.d', '/usr/lib/dracut/dracut.conf.d']
const DRACUT_KINDS: Readonly<Record<string, MentionKind>> = {
  add_drivers: 'dracut-add',
  force_drivers: 'dracut-force',
  omit_drivers: 'dracut-omit',
}

function initramfsMentions(files: ConfigFiles): Mention[] {
  const ofTools = [
    '/etc/initramfs-tools/modules',
    ...files.names(INITRAMFS_TOOLS).map((name) => `${INITRAMFS_TOOLS}/${name}`),
  ].flatMap((file) => lineMentions(files, file, 'initramfs-tools'))
  const mkinitcpio = ['/etc/mkinitcpio.conf', ...files.confs(['/etc/mkinitcpio.conf.d'])]
  const dracut = ['/etc/dracut.conf', ...files.confs(DRACUT_PATHS)]
  return [
    ...ofTools,
    ...assigned(files, mkinitcpio, { MODULES: 'mkinitcpio' }).map((mention) => ({
      ...mention,
      word: mention.word.replace(/\?$/, ''),
    })),
    ...assigned(files, dracut, DRACUT_KINDS),
  ]
}

/** Words of variables, after all files: `=` takes away what was there, `+=` adds. */
function assigned(
  { text }: ConfigFiles,
  paths: readonly string[],
  kinds: Readonly<Record<string, MentionKind>>,
): Mention[] {
  const values = new Map<string, Mention[]>()
  for (const file of paths)
    for (const { name, adds, words } of shellAssignments(text(file))) {
      const kind = kinds[name]
      if (kind === undefined) continue
      const mentions = words.map((word) => ({ word, kind, file }))
      values.set(name, adds ? [...(values.get(name) ?? []), ...mentions] : mentions)
    }
  return [...values.values()].flat()
}
