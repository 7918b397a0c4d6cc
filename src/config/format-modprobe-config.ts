/**
 * The configuration as `modprobe -c` shows it, before the indexes: one list after the other, each entry a line
 * `KEYWORD MODULE TEXT`, then the line that announces the indexes.
 * kmod: tools/modprobe.c show_config(), libkmod/libkmod-config.c kmod_config_iter_get_value().
 */
import type { ModprobeConfig, Softdep } from './modprobe-config.ts'

const END = '\n# End of configuration files. Dumping indexes now:\n\n'

export function formatModprobeConfig(config: ModprobeConfig): string {
  const lines = [
    ...config.blacklist.map((modname) => `blacklist ${modname}`),
    ...config.install.map(({ modname, command }) => `install ${modname} ${command}`),
    ...config.remove.map(({ modname, command }) => `remove ${modname} ${command}`),
    ...config.aliases.map(({ pattern, modname }) => `alias ${pattern} ${modname}`),
    ...config.options.map(({ modname, text }) => `options ${modname} ${text}`),
    ...config.softdeps.map((softdep) => `softdep ${softdep.modname} ${softdepText(softdep)}`),
    ...config.weakdeps.map(({ modname, weakdeps }) => `weakdep ${modname} ${weakdeps.join(' ')}`),
  ]
  return lines.map((line) => `${line}\n`).join('') + END
}

/** kmod prints nothing between the two lists, and a blank after MODULE even if both are empty. */
const softdepText = (softdep: Softdep): string => shownList(softdep, 'pre') + shownList(softdep, 'post')

/**
 * kmod: softdep_to_char() assumes that a list is contiguous in memory, so it prints every word between the first and
 * the last of the list, including those of the other list (`pre: a post: b pre: c` has `pre: a b c`).
 */
function shownList({ words }: Softdep, list: 'pre' | 'post'): string {
  const first = words.findIndex((entry) => entry.list === list)
  if (first < 0) return ''
  const last = words.findLastIndex((entry) => entry.list === list)
  const shown = words.slice(first, last + 1).map(({ word }) => word)
  return `${list}: ${shown.join(' ')}`
}
