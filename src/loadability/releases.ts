/** What kernels of a release know, by its number. */

/** Whether a release is that version of Linux or a later one; one that is not known is. */
export function isAtLeast(release: string | undefined, major: number, minor: number): boolean {
  const [, first = '', second = ''] = /^(\d+)\.(\d+)/.exec(release ?? '') ?? []
  return first === '' || Number(first) > major || (Number(first) === major && Number(second) >= minor)
}

/** Whether a kernel reads `__version_ext_crcs`, or only `__versions`. */
export const knowsExtendedVersions = (release: string | undefined): boolean => isAtLeast(release, 6, 14)
