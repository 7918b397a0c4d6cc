/** The texts of modprobe's --help and --version. */

import { packageVersion } from '../../host/package-version.ts'
import { formatHelp, formatVersion } from '../command-line/help.ts'
import { MODPROBE_OPTIONS, MODPROBE_USAGE } from './modprobe-options.ts'

export const formatModprobeHelp = (): string => formatHelp(MODPROBE_USAGE, MODPROBE_OPTIONS)

export const formatModprobeVersion = (): string => formatVersion(packageVersion())
