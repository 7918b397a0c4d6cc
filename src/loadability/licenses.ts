/** Licences (Linux: include/linux/license.h license_is_gpl_compatible()). */

const COMPATIBLE: ReadonlySet<string> = new Set([
  'GPL',
  'GPL v2',
  'GPL and additional rights',
  'Dual BSD/GPL',
  'Dual MIT/GPL',
  'Dual MPL/GPL',
])

/** Modules that the kernel treats as proprietary regardless of their licence (kernel/module/main.c module_license_offenders). */
const OFFENDERS: ReadonlySet<string> = new Set(['driverloader', 'lve'])

/** Whether the kernel lets a module with that licence use symbols that are GPL-only. None at all is proprietary. */
export const isGplCompatible = (license: string | undefined, modname?: string): boolean =>
  license !== undefined && COMPATIBLE.has(license) && !(modname !== undefined && OFFENDERS.has(modname))
