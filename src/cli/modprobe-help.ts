/** The texts of modprobe's --help and --version. */
import { formatHelp, formatVersion } from './help.ts'
import { MODPROBE_OPTIONS } from './modprobe-options.ts'
import { packageVersion } from './package-version.ts'

const USAGE = `Usage:
	modprobe [options] modulename [parameter=value...]
	modprobe [options] -a modulename [modulename...]
	modprobe [options] -r modulename [modulename...]
	modprobe [options] -R|-D [-a] modulename|modalias [...]
	modprobe [options] -c
	modprobe [options] --show-modversions|--show-exports filename

Tells what is to be loaded for a module or a modalias, and loads or removes it.`

export const formatModprobeHelp = (): string => formatHelp(USAGE, MODPROBE_OPTIONS)

export const formatModprobeVersion = (): string => formatVersion(packageVersion())
