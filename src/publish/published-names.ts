/**
 * The files that a run of depmod puts in place, as indexes/outputs.ts makes them. A separate list, so that modprobe,
 * which only needs the names, does not load the code that makes the files.
 */
export const PUBLISHED_NAMES: ReadonlySet<string> = new Set([
  'modules.dep',
  'modules.dep.bin',
  'modules.alias',
  'modules.alias.bin',
  'modules.softdep',
  'modules.weakdep',
  'modules.symbols',
  'modules.symbols.bin',
  'modules.builtin.bin',
  'modules.builtin.alias.bin',
  'modules.devname',
])
