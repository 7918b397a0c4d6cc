import { describe, expect, it } from 'vitest'
import {
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticFields,
  diagnostic,
} from '../../../src/base/diagnostic.ts'
import { KmodError, type KmodErrorCode, type KmodErrorDetails } from '../../../src/base/errors.ts'
import { type DepmodCode, diagnosticText, fatalText } from '../../../src/cli/depmod/depmod-messages.ts'

/** Every diagnostic that depmod can meet: the type makes a missing one an error. */
const GOLDEN: { readonly [C in DepmodCode]: readonly [fields: DiagnosticFields[C], text: string] } = {
  'config-bad-line': [{ file: 'f', line: 3, word: 'w' }, "f:3: ignoring bad line starting with 'w'"],
  'config-not-implemented': [
    { file: 'f', line: 3, word: 'include' },
    'f:3: command include not implemented yet',
  ],
  'config-release-mismatch': [
    { file: 'f', line: 3, directive: 'override', release: '5.*' },
    'f:3: override kernel did not match 5.*',
  ],
  'config-not-conf': [{ directory: '/d', name: 'n' }, 'All cfg files need .conf: /d/n'],
  'config-entry-unreadable': [{ directory: '/d', name: 'n' }, 'Cannot stat directory entry: /dn'],
  'config-entry-directory': [
    { directory: '/d', name: 'n' },
    'Directories inside directories are not supported: /d/n',
  ],
  'config-directory-unreadable': [{ path: '/d', errno: 'EACCES' }, 'files list /d: Permission denied'],
  'config-file-unreadable': [{ path: '/f', errno: 'EACCES' }, 'file parse /f: Permission denied'],
  'directory-unreadable': [
    { path: '/d', errno: 'ENOENT' },
    'could not open directory /d: No such file or directory',
  ],
  'subdirectory-unreadable': [
    { path: '/d/s', fd: 3, name: 's', errno: 'EACCES' },
    'openat(3, s, O_RDONLY): Permission denied',
  ],
  'entry-unreadable': [
    { path: '/d/s', fd: 4, name: 's', errno: 'ENOENT' },
    'fstatat(4, s): No such file or directory',
  ],
  'entry-unsupported': [{ path: '/d/fifo', mode: 0o010000 }, 'unsupported file type /d/fifo: 10000'],
  'directory-loop': [{ path: '/d/l', target: '/d' }, 'symbolic link /d/l leads back to /d: not followed'],
  'module-given-twice': [
    { modname: 'm', path: '/b/m.ko', knownPath: '/a/m.ko' },
    "kmod_module 'm' already exists with different path: new-path='/b/m.ko' old-path='/a/m.ko'",
  ],
  'modules-dep-missing': [
    { moduleDir: '/d', errno: 'ENOENT' },
    'could not fstatat(/d, modules.dep): No such file or directory',
  ],
  'module-dir-unreadable': [
    { path: '/d', errno: 'ENOENT' },
    'could not open directory /d: No such file or directory',
  ],
  'modules-order-missing': [
    { moduleDir: '/d', errno: 'ENOENT' },
    'could not open modules.order at /d: No such file or directory',
  ],
  'modules-order-corrupt': [{ moduleDir: '/d', line: 7 }, "/d/modules.order:7 corrupted line misses '\\n'"],
  'module-lost-to-case': [
    { moduleDir: '/d', lost: 'kernel/xt_tcpmss.ko', kept: 'kernel/xt_TCPMSS.ko' },
    '/d/kernel/xt_tcpmss.ko is lost: on this disk it is the same file as kernel/xt_TCPMSS.ko',
  ],
  'module-unreadable': [
    { path: '/m.ko', cause: 'KMOD_ELF_MALFORMED', message: 'anything' },
    'failed to load symbols from /m.ko: Invalid argument',
  ],
  'system-map-bad-line': [{ file: 'map', line: 2, text: 'x\n' }, 'map:2: invalid line: x\n'],
  'symvers-bad-version': [{ file: 's', line: 2, text: 'zz' }, 's:2 Invalid symbol version zz: Success'],
  'unknown-symbol': [{ path: '/m.ko', symbol: 's' }, '/m.ko needs unknown symbol s'],
  'symbol-version-mismatch': [{ path: '/m.ko', symbol: 's' }, '/m.ko disagrees about version of symbol s'],
  'errsyms-without-symbols': [{}, '-e needs -E or -F'],
  'cache-unwritable': [
    { path: '/var/cache/tskmod', errno: 'ENOSPC' },
    'could not write the cache to /var/cache/tskmod: No space left on device; the next run will read all modules again',
  ],
  'dependency-cycle': [{ modnames: ['a', 'b', 'a'] }, 'Cycle detected: a -> b -> a'],
  'dependency-cycles-found': [{ count: 2 }, 'Found 2 modules in dependency cycles!'],
  'alias-unmatched-bracket': [{ alias: 'a[b' }, 'Unmatched bracket in a[b'],
  'alias-duplicate': [{ alias: 'a', modname: 'm' }, 'duplicate module alias:\na m'],
  'devname-without-numbers': [
    { modname: 'm', devname: 'd' },
    "Module 'm' has devname (d) but lacks major and minor information. Ignoring.",
  ],
  'builtin-missing': [
    { moduleDir: '/d', errno: 'ENOENT' },
    'could not open modules.builtin at /d: No such file or directory',
  ],
  'builtin-bad-line': [{ text: '#x\n' }, 'Invalid modules.builtin line: #x\n'],
  'builtin-modinfo-missing': [
    { moduleDir: '/d', errno: 'ENOENT' },
    'could not open modules.builtin.modinfo at /d: No such file or directory',
  ],
  'line-break': [
    { path: '/m/a.ko', what: 'softdep', text: 'pre: x\ninstall y z' },
    '/m/a.ko: left out the softdep pre: x\\x0ainstall y z, which has a line break',
  ],
  'name-unusable': [
    { path: '/m/a\nb.ko' },
    '/m/a\\x0ab.ko: left out, because its name has control characters',
  ],
  'lock-awaited': [{ directory: '/m' }, 'waiting for another run that writes to /m'],
  'lock-not-had': [
    { directory: '/m', seconds: 120 },
    'another run has kept /m for 120 seconds: writing to it all the same',
  ],
  'publish-finished': [
    { directory: '/m' },
    'finished what a run that was killed had begun: the index files in /m',
  ],
}

describe('diagnosticText()', () => {
  it.each(Object.entries(GOLDEN))('says %s in the words of kmod', (code, [fields, text]) => {
    expect(diagnosticText(diagnostic(code as DiagnosticCode, fields as never))).toBe(text)
  })

  it.each<[Extract<Diagnostic, { code: 'module-unreadable' }>['cause'], object, string]>([
    ['KMOD_NOT_ELF', {}, 'Exec format error'],
    ['KMOD_IO', { errno: 'EACCES' }, 'Permission denied'],
    ['KMOD_LIMIT', {}, 'Invalid argument (anything)'],
    ['KMOD_COMPRESSION_CORRUPT', { codec: 'gzip' }, 'Invalid argument (anything)'],
    [
      'KMOD_COMPRESSION_CORRUPT',
      { codec: 'xz', reason: 'File is corrupt' },
      'Invalid argument (xz: File is corrupt)',
    ],
  ])('reports a module that is unreadable by %s %j as "%s"', (cause, more, text) => {
    const d = diagnostic('module-unreadable', { path: '/m.ko', cause, message: 'anything', ...more })
    expect(diagnosticText(d)).toBe(`failed to load symbols from /m.ko: ${text}`)
  })

  it('says the same file given twice as kmod does', () => {
    const d = diagnostic('module-given-twice', { modname: 'm', path: '/m.ko', knownPath: '/m.ko' })
    expect(diagnosticText(d)).toBe('hash_add_unique m: File exists')
  })
})

describe('fatalText()', () => {
  it.each<[KmodErrorCode, KmodErrorDetails, string]>([
    [
      'KMOD_IO',
      { step: 'load-symbols', path: 'map', errno: 'ENOENT' },
      'could not load map: No such file or directory',
    ],
    [
      'KMOD_IO',
      { step: 'search-modules', path: '/d', errno: 'EACCES' },
      'could not search modules: Permission denied',
    ],
    [
      'KMOD_IO',
      { step: 'make-directory', path: '/d', errno: 'EROFS' },
      'could not create directory /d: Read-only file system',
    ],
    [
      'KMOD_IO',
      { step: 'write-outputs', path: '/d', errno: 'ENOSPC' },
      'could not write the index files to /d: No space left on device; nothing was changed: make room, then run it again',
    ],
    [
      'KMOD_INDEX_BAD_KEY',
      { text: 'caf\xe9', byte: 0xe9 },
      "Module index: bad character '\xe9'=0xe9 - only 7-bit ASCII is supported:\ncaf\xe9",
    ],
    ['KMOD_LIMIT', {}, 'Cannot do it'],
  ])('says %s with %j as kmod or in one line', (code, details, text) => {
    expect(fatalText(new KmodError(code, 'Cannot do it', details))).toBe(text)
  })
})
