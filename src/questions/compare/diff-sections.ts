/** The sections of a comparison of two kernels. */

/**
 *   modules        modnames, and their paths or `builtin`
 *   builtins       modules that are built in on one side and files on the other: `lost` is a module that was built in
 *                  and has to be loaded now, without which a root file system may not be mounted
 *   overrides      modules of which a copy outside kernel/ counts (updates/, extra/): `lost` is one whose own copy
 *                  counts again
 *   dependencies   `user -> provider` of modules that both sides have, and the first symbol
 *   symbols        exported symbols of modules, and their owners: `builtin` for one that the kernel has now
 *   versions       CRCs of symbols that both sides have (kABI): those of modules, and of the kernel as modules use them;
 *                  when one side has no versions at all, every version of the other side is lost or gained
 *   access         symbols that both sides export: `lost` is one that went GPL-only or into another namespace
 *   vermagic       the vermagic of modules that both sides have, without the release where it is that of the kernel
 *   aliases        aliases, the hardware that is known, and modules. Lost is what no alias of the other side covers;
 *                  changed from `builtin` is what was not recorded of a module that was built in
 *   parameters     `module.parameter` of modules that both sides have, and its type
 *   firmware       files that modules ask for, and the modules
 *   builds         modules that both sides have, and how their builds differ: see BUILD_PARTS
 */
export const DIFF_SECTIONS = [
  'modules',
  'builtins',
  'overrides',
  'dependencies',
  'symbols',
  'versions',
  'access',
  'vermagic',
  'aliases',
  'parameters',
  'firmware',
  'builds',
] as const
export type DiffSectionName = (typeof DIFF_SECTIONS)[number]
