/** By what the builds of a module are compared. */

/**
 *   version, srcversion  of .modinfo
 *   build-id             where both have one
 *   signature            signer, key, digest and algorithm, or that it is unsigned
 *   compression          of the file, by its name
 *   content              all but the signature and the build ID, where it was read
 */
export const BUILD_PARTS = [
  'version',
  'srcversion',
  'build-id',
  'signature',
  'compression',
  'content',
] as const
export type BuildPart = (typeof BUILD_PARTS)[number]
