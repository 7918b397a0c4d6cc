/** The texts of modprobe's --help and --version. */

import { DEFAULT_KMOD_VERSION, type KmodVersion } from '../../base/kmod-versions.ts'
import { packageVersion } from '../../host/package-version.ts'
import { formatHelp, formatVersion } from '../command-line/help.ts'
import { MODPROBE_USAGE, modprobeOptions } from './modprobe-options.ts'

export const formatModprobeHelp = (kmod: KmodVersion = DEFAULT_KMOD_VERSION): string =>
  formatHelp(MODPROBE_USAGE, modprobeOptions(kmod))

export const formatModprobeVersion = (kmod?: KmodVersion): string => formatVersion(packageVersion(), kmod)
