/** Words for the problems of modprobe.d and of the kernel command line, which depmod does not read. */
import type { Diagnostic, DiagnosticCode } from '../base/diagnostic.ts'
import { strerror } from '../base/strerror.ts'

/** What only a run of modprobe or modinfo can meet. */
export type ForeignCode = Extract<
  DiagnosticCode,
  'config-obsolete' | 'config-file-passed-over' | 'cmdline-bad-module'
>

type Texts = { readonly [C in ForeignCode]: (d: Extract<Diagnostic, { code: C }>) => string }

/** kmod's words where kmod has some. */
export const CONFIG_TEXTS: Texts = {
  'config-obsolete': (d) => `${d.file}: command ${d.word} is deprecated and not parsed anymore`,
  'config-file-passed-over': (d) => `file parse ${d.path}: ${strerror(d.errno)}`,
  'cmdline-bad-module': (d) =>
    `Ignoring bad option on kernel command line while parsing module name: '${d.module}'`,
}
