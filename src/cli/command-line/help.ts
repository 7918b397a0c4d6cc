/** Formats the texts of --help and --version. */
import { isChanged, type KmodVersion } from '../../base/kmod-versions.ts'
import type { OptionSpec } from './getopt.ts'

/** The column at which the description of an option starts. */
const HELP_COLUMN = 24

/** @param head the usage lines above the list of options */
export function formatHelp(head: string, specs: readonly OptionSpec[]): string {
  const shown = specs.filter(({ origin }) => origin !== 'former')
  return `${head}\n\nOptions:\n${shown.map(formatOption).join('')}`
}

function formatOption({ long, short, value, help }: OptionSpec): string {
  const name = `${short === undefined ? '    ' : `-${short}, `}--${long}${value === undefined ? '' : `=${value}`}`
  // A name that is too long for its column gets a line of its own.
  return name.length < HELP_COLUMN
    ? `\t${name.padEnd(HELP_COLUMN)}${help}\n`
    : `\t${name}\n\t${' '.repeat(HELP_COLUMN)}${help}\n`
}

/**
 * Callers parse the version of kmod from the first line, and the supported compressions from the second: ours always
 * include all of them. Nothing here verifies signatures, so no cryptographic library is claimed.
 * @param version of tskmod
 */
export const formatVersion = (version: string, kmod?: KmodVersion): string =>
  isChanged('version-text', kmod)
    ? `kmod version 35\n+ZSTD +XZ +ZLIB -OPENSSL -MBEDTLS\ntskmod v${version}\n`
    : `kmod version 34.2\n+ZSTD +XZ +ZLIB -OPENSSL\ntskmod v${version}\n`
