/** The texts of modprobe's --help and --version. */
import { formatHelp, formatVersion } from './help.ts'
import { MODPROBE_OPTIONS, MODPROBE_USAGE } from './modprobe-options.ts'
import { packageVersion } from './package-version.ts'

export const formatModprobeHelp = (): string => formatHelp(MODPROBE_USAGE, MODPROBE_OPTIONS)

export const formatModprobeVersion = (): string => formatVersion(packageVersion())
