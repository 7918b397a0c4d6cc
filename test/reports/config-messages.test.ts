import { expect, it } from 'vitest'
import { diagnostic } from '../../src/base/diagnostic.ts'
import { CONFIG_TEXTS } from '../../src/reports/config-messages.ts'
import { formatDiagnostic } from '../../src/reports/depmod-messages.ts'

it.each([
  [
    diagnostic('config-obsolete', { file: 'f', line: 3, word: 'include' }),
    'f: command include is deprecated and not parsed anymore',
  ],
  [
    diagnostic('config-file-passed-over', { path: '/f', errno: 'EACCES' }),
    'file parse /f: Permission denied',
  ],
  [
    diagnostic('cmdline-bad-module', { module: 'a[b' }),
    "Ignoring bad option on kernel command line while parsing module name: 'a[b'",
  ],
])('has words for $code', (problem, text) => {
  expect(Object.keys(CONFIG_TEXTS)).toContain(problem.code)
  expect(formatDiagnostic(problem)).toBe(text)
})
