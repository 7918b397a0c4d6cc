/** Chooses the release of kmod to behave as: --kmod-compat, else $TSKMOD_COMPAT, else 34. */
import { KmodError } from '../../base/errors.ts'
import {
  DEFAULT_KMOD_VERSION,
  isKmodVersion,
  KMOD_VERSIONS,
  type KmodVersion,
} from '../../base/kmod-versions.ts'
import type { OptionSpec } from './getopt.ts'

export const COMPAT_VARIABLE = 'TSKMOD_COMPAT'

const CHOICE = KMOD_VERSIONS.join(' or ')

export const KMOD_COMPAT_OPTION: OptionSpec = {
  long: 'kmod-compat',
  value: 'VERSION',
  choices: KMOD_VERSIONS,
  origin: 'own',
  help: `behave as kmod ${CHOICE} (default: $${COMPAT_VARIABLE}, or ${DEFAULT_KMOD_VERSION})`,
  check: (value) => (isKmodVersion(value) ? undefined : `FATAL: --kmod-compat takes ${CHOICE}`),
}

/**
 * @param option the validated value of --kmod-compat
 * @param variable the value of $TSKMOD_COMPAT; an empty one is treated as unset
 * @throws KmodError KMOD_USAGE for a variable with any other value
 */
export function kmodVersionOf(
  program: string,
  option: string | undefined,
  variable: string | undefined,
): KmodVersion {
  if (option !== undefined && isKmodVersion(option)) return option
  if (variable === undefined || variable === '') return DEFAULT_KMOD_VERSION
  if (isKmodVersion(variable)) return variable
  throw new KmodError(
    'KMOD_USAGE',
    `${program}: FATAL: ${COMPAT_VARIABLE} must be ${CHOICE}, not ${JSON.stringify(variable)}`,
  )
}
