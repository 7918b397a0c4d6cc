/**
 * The files that a run of depmod puts in place, as indexes/outputs.ts makes them. A list of its own: who only has to
 * know the names (modprobe) does not load what makes the files.
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
