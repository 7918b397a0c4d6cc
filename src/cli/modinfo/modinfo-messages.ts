/** The words of modinfo about what could not be read; kmod's where kmod has some. */
import type { KmodError, KmodErrorCode } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import { strerror } from '../../base/strerror.ts'
import type { ModuleInfo } from '../../tools/modinfo.ts'

/** kmod's modinfo leaves what its library says as it is: with the name of the function that says it. */
const CODEC_FUNCTIONS: Readonly<Record<string, string>> = {
  gzip: 'kmod_file_load_zlib',
  xz: 'xz_uncompress_belch',
  zstd: 'kmod_file_load_zstd',
}

/** What the library says before the tool does. */
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

/** kmod's words, and behind them which limit was passed, because kmod has none. */
export function failureText(modname: string, { code, message, details }: KmodError): string {
  const reason = strerror(details.errno ?? ERRNO_OF[code] ?? 'EINVAL')
  const limit = code === 'KMOD_LIMIT' ? ` (${toByteString(message)})` : ''
  return `could not get modinfo from '${modname}': ${reason}${limit}`
}
