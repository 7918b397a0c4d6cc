/** The order of kernel releases, as a text that every engine sorts in the same way. */

/** A number of a release: as many digits as this are compared. */
const DIGITS = 8

/**
 * A text for a release: texts compare, byte by byte, as the releases do. Numbers count as numbers (6.9 before 6.12), and
 * a release candidate comes before the release (6.1-rc3 before 6.1 and 6.1.1).
 *
 * @param release a byte string
 */
export const releaseKey = (release: string): string =>
  `${release
    .replace(/-(?=rc\d)/g, '!')
    .replaceAll('~', '!')
    .replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(DIGITS, '0'))}+`

/** Parts of a release that name the distribution, not the flavour: `deb13`, `bpo12`, `fc39`, `el9_4`. */
const DISTRIBUTION = /^(?:deb|bpo|fc|el|ubuntu|lts)\d+\w*$/

/**
 * The flavour: the words of a release after its last number, `amd64`, `cloud-amd64`, `generic`, `fc39.x86_64` without
 * the distribution. Empty if there is none. A guess from the spelling, by which kernels are told apart that are built
 * from the same version.
 *
 * @param release a byte string
 */
export function flavourOf(release: string): string {
  const words = release.split(/[-.+~]/)
  const lastNumber = words.findLastIndex((word) => /^\d/.test(word))
  return words
    .slice(lastNumber + 1)
    .filter((word) => word !== '' && !DISTRIBUTION.test(word) && !/^rc\d+$/.test(word))
    .join('-')
}
