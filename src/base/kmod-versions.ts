/**
 * Behaviour that changes in kmod's next release, as far as its master branch shows (v34-271-g84fa569, which still calls
 * itself 34). One row per difference; code asks `isChanged` and names the row, so this table is complete.
 *
 * Index bytes are the same in both. `compared` is the source of the expected output of the golden cases:
 *
 *   master   both outputs were compared with those of a binary built from master
 *   facts    written by hand from a description of the commit; no binary was at hand
 */

/** Releases of kmod whose behaviour the commands can follow. The first is the default. */
export const KMOD_VERSIONS = ['34', '35'] as const
export type KmodVersion = (typeof KMOD_VERSIONS)[number]
export const DEFAULT_KMOD_VERSION: KmodVersion = '34'

export const isKmodVersion = (text: string): text is KmodVersion =>
  (KMOD_VERSIONS as readonly string[]).includes(text)

interface KmodChange {
  readonly command: 'depmod' | 'modprobe' | 'modinfo' | 'all'
  /** The first release with the change. */
  readonly since: KmodVersion
  /** In kmod's repository; for some changes only a range of commits is known. */
  readonly commit: string
  readonly before: string
  readonly after: string
  readonly compared: 'master' | 'facts'
}

const SINCE_34 = 'v34..84fa569'

export const KMOD_CHANGES = {
  'modinfo-build-id': {
    command: 'modinfo',
    since: '35',
    commit: 'dc1fe25',
    before: 'the build ID is not printed',
    after: '`build-id` after the fields of .modinfo and before sig_id; also by -F build-id',
    compared: 'facts',
  },
  'modinfo-unreadable-pkcs7': {
    command: 'modinfo',
    since: '35',
    commit: '434bf35',
    before: 'a PKCS#7 message that cannot be parsed counts as no signature',
    after: 'sig_id is PKCS#7, sig_hashalgo is unknown, the other three are empty',
    compared: 'facts',
  },
  'show-alias': {
    command: 'modprobe',
    since: '35',
    commit: '200c7b3',
    before: 'the long name of -R is --resolve-alias (ours also takes --show-alias)',
    after: 'the long name of -R is --show-alias; --resolve-alias still works',
    compared: 'facts',
  },
  'deprecated-options': {
    command: 'modprobe',
    since: '35',
    commit: SINCE_34,
    before: 'the old long names are taken without a word',
    after: 'each old long name prints a WARNING that names the new one',
    compared: 'facts',
  },
  'dry-run-prints': {
    command: 'modprobe',
    since: '35',
    commit: '5eac1d7',
    before: '-n prints the actions only with -v',
    after: '-n prints the actions',
    compared: 'facts',
  },
  'symbols-by-name': {
    command: 'modprobe',
    since: '35',
    commit: '5753d25',
    before: '--show-modversions and --show-exports take the path of a file',
    after: 'they take a name as a query does; a relative path must start with ./',
    compared: 'facts',
  },
  'remove-holders-removes': {
    command: 'modprobe',
    since: '35',
    commit: '15edeed',
    before: '--remove-holders has an effect only with -r',
    after: '--remove-holders implies -r',
    compared: 'facts',
  },
  'symvers-crc-range': {
    command: 'depmod',
    since: '35',
    commit: 'dcd652b',
    before: 'a version in Module.symvers may have 64 bits, and a larger one counts as the largest',
    after: 'a version that does not fit into 32 bits is an invalid one',
    compared: 'facts',
  },
  'quick-precision': {
    command: 'depmod',
    since: '35',
    commit: '2497950',
    before: 'kmod compares whole seconds with -A (ours: nanoseconds, see scan/up-to-date.ts)',
    after: 'microseconds',
    compared: 'facts',
  },
  'index-mode': {
    command: 'depmod',
    since: '35',
    commit: 'aae48bc',
    before: 'the mode of the index files is 0644 less the umask',
    after: 'the mode is 0644 regardless of the umask',
    compared: 'facts',
  },
  'version-text': {
    command: 'all',
    since: '35',
    commit: SINCE_34,
    before: '--version prints `kmod version 34.2`, and OPENSSL as the only cryptographic library',
    after: '--version prints `kmod version 35`, and OPENSSL and MBEDTLS',
    compared: 'facts',
  },
} as const satisfies Readonly<Record<string, KmodChange>>

export type KmodChangeName = keyof typeof KMOD_CHANGES

/** Whether kmod `version` includes the change. */
export const isChanged = (name: KmodChangeName, version: KmodVersion = DEFAULT_KMOD_VERSION): boolean =>
  Number(version) >= Number(KMOD_CHANGES[name].since)
