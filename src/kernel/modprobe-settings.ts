/** The configuration of modprobe that applies to a kernel, as the options of a question name it. */
import type { Report } from '../base/diagnostic.ts'
import { KmodError, orElse } from '../base/errors.ts'
import { fromByteString, toByteString } from '../base/names.ts'
import { strerror } from '../base/strerror.ts'
import {
  type AddedConfigFile,
  DEFAULT_MODPROBE_CONFIG_PATHS,
  loadModprobeConfig,
} from '../config/load-modprobe-config.ts'
import type { ModprobeConfig } from '../config/modprobe-config.ts'
import type { Host } from '../host/host.ts'
import type { KernelLocation, KernelOptions } from './kernel-location.ts'

export type ModprobeSettings = Pick<KernelOptions, 'modprobeConfig' | 'kernelCmdline'>

/**
 * differs from kmod: a named path that does not exist is an error. A question with a mistyped configuration must not be
 * answered as if there were none.
 * @param host reads the files; it may differ from the one of `place`
 * @throws KmodError KMOD_USAGE for a path that does not exist
 */
export function modprobeSettings(
  host: Host,
  { root, moduleDir }: Pick<KernelLocation, 'root' | 'moduleDir'>,
  { modprobeConfig = [], kernelCmdline }: ModprobeSettings,
  report: Report,
  addedFile?: AddedConfigFile,
): ModprobeConfig {
  const isOfRoot = modprobeConfig === 'root'
  const paths = isOfRoot ? DEFAULT_MODPROBE_CONFIG_PATHS : modprobeConfig.map(toByteString)
  const cmdline = kernelCmdline === undefined ? undefined : toByteString(kernelCmdline)
  for (const path of [...(isOfRoot ? [] : paths), ...(cmdline === undefined ? [] : [cmdline])])
    orElse(
      () => host.status(path),
      (errno) => {
        throw new KmodError('KMOD_USAGE', `Cannot read "${fromByteString(path)}": ${strerror(errno)}`, {
          path,
          errno,
        })
      },
    )
  const below = isOfRoot && root !== '' ? root : undefined
  return loadModprobeConfig(
    host,
    { moduleDir, paths, root: below, kernelCmdline: cmdline, addedFile },
    report,
  )
}
