import { expect, it } from 'vitest'
import { KmodError } from '../../../src/base/errors.ts'
import { failureText, libraryLine } from '../../../src/cli/modinfo/modinfo-messages.ts'

const XZ = { codec: 'xz', reason: 'File is corrupt' }
const ZSTD = { codec: 'zstd', reason: 'Data corruption detected' }

it.each([
  [new KmodError('KMOD_NOT_ELF', ''), undefined, 'Exec format error'],
  [new KmodError('KMOD_ELF_MALFORMED', ''), undefined, 'Invalid argument'],
  [new KmodError('KMOD_ELF_MALFORMED', '', { errno: 'ENODATA' }), undefined, 'No data available'],
  [new KmodError('KMOD_IO', '', { errno: 'ENOENT' }), undefined, 'No such file or directory'],
  [
    new KmodError('KMOD_COMPRESSION_CORRUPT', '', XZ),
    'libkmod: ERROR: xz_uncompress_belch: xz: File is corrupt',
    'Invalid argument',
  ],
  [
    new KmodError('KMOD_COMPRESSION_CORRUPT', '', ZSTD),
    'libkmod: ERROR: kmod_file_load_zstd: zstd: Data corruption detected',
    'Invalid argument',
  ],
  [new KmodError('KMOD_COMPRESSION_CORRUPT', '', { codec: 'gzip' }), undefined, 'Invalid argument'],
  [
    new KmodError('KMOD_CONFIG', '', { errno: 'EINVAL' }),
    'libkmod: ERROR: get_strings: get_strings: unexpected string without modname prefix',
    'Invalid argument',
  ],
  [new KmodError('KMOD_LIMIT', 'too large'), undefined, 'Invalid argument (too large)'],
])('$code is reported in the words of kmod', (error, line, reason) => {
  expect(libraryLine(error)).toBe(line)
  expect(failureText('m', error)).toBe(`could not get modinfo from 'm': ${reason}`)
})
