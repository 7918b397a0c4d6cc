/** The texts of modinfo about files that could not be read; kmod's, if kmod has any. */
import type { KmodError, KmodErrorCode } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import { strerror } from '../../base/strerror.ts'
import type { ModuleInfo } from '../../tools/modinfo.ts'

/** kmod's modinfo prints its library's messages unchanged: with the name of the function that reports them. */
const CODEC_FUNCTIONS: Readonly<Record<string, string>> = {
  gzip: 'kmod_file_load_zlib',
  xz: 'xz_uncompress_belch',
  zstd: 'kmod_file_load_zstd',
}

/** Messages that the library prints before the tool does. */
export function libraryLine({ code, details: { codec, reason } }: KmodError): string | undefined {
  if (codec !== undefined && reason !== undefined)
    return `libkmod: ERROR: ${CODEC_FUNCTIONS[codec]}: ${codec}: ${reason}`
  return code === 'KMOD_CONFIG'
    ? 'libkmod: ERROR: get_strings: get_strings: unexpected string without modname prefix'
    : undefined
}

/** kmod: its library prints this while it looks the module up. It has an address where we have none. */
export const missingDependencyLine = ({
  path,
  errno,
}: NonNullable<ModuleInfo['missingDependency']>): string =>
  `libkmod: ERROR: kmod_module_parse_depline: ctx=0x0 path=${path} error=${strerror(errno)}`

const ERRNO_OF: Partial<Record<KmodErrorCode, string>> = { KMOD_NOT_ELF: 'ENOEXEC' }

/** kmod's words, followed by the limit that was exceeded, because kmod has no such limit. */
export function failureText(modname: string, { code, message, details }: KmodError): string {
  const reason = strerror(details.errno ?? ERRNO_OF[code] ?? 'EINVAL')
  const limit = code === 'KMOD_LIMIT' ? ` (${toByteString(message)})` : ''
  return `could not get modinfo from '${modname}': ${reason}${limit}`
}
