/** The text files that are read, and the small languages in them. */
import { byteString } from '../../src/base/bytes.ts'
import { fnmatch } from '../../src/base/fnmatch.ts'
import { normalizeAlias, normalizeModname } from '../../src/base/names.ts'
import { splitModprobeOptions } from '../../src/cli/modprobe/modprobe-environment.ts'
import { parseDepmodConfig } from '../../src/config/depmod-config.ts'
import { formatModprobeConfig } from '../../src/config/format-modprobe-config.ts'
import { parseKernelCmdline } from '../../src/config/kernel-cmdline.ts'
import { parseModprobeConfig } from '../../src/config/modprobe-config.ts'
import { findSoftdep, isBlacklisted, matchAliases, optionsOf } from '../../src/config/modprobe-lookups.ts'
import { matchesPosixRegex } from '../../src/config/posix-regex-match.ts'
import { parseBuiltinModinfo } from '../../src/facts/builtin-modinfo.ts'
import { encodeModulesBuiltin, encodeModulesBuiltinAlias } from '../../src/indexes/modules-builtin.ts'
import { readModuleSymvers, readSystemMap } from '../../src/resolve/kernel-symbols.ts'
import { parseModulesOrder } from '../../src/scan/modules-order.ts'
import { contextOf } from '../indexes/contexts.ts'
import type { Target } from './target.ts'

const QUIET = (): void => undefined
const SYMBOL_FILE = { file: 'f', prefix: undefined, report: QUIET }

const textTarget = (
  name: string,
  seeds: readonly string[],
  dictionary: readonly string[],
  read: (text: string, bytes: Uint8Array) => unknown,
): Target => ({
  name,
  seeds: () => seeds.map((seed) => Buffer.from(seed, 'latin1')),
  dictionary,
  read: (input) => read(byteString(input), input),
})

/** Input up to its first newline, and the rest after it. */
const inTwo = (text: string): [string, string] => {
  const at = text.indexOf('\n')
  return at < 0 ? [text, text] : [text.slice(0, at), text.slice(at + 1)]
}

export const TEXT_TARGETS: readonly Target[] = [
  textTarget(
    'System.map',
    ['ffffffff81000000 T _text\nffffffff82000000 r __ksymtab_printk\n', '0000000000000001 A __crc_printk\n'],
    [' ', '\n', '__ksymtab_', '\0', 'ffffffffffffffff '],
    (_, bytes) => readSystemMap(bytes, SYMBOL_FILE),
  ),
  textTarget(
    'Module.symvers',
    ['0x12345678\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n0x0\ta\tfs/x\tEXPORT_SYMBOL_GPL\n'],
    ['\t', '\n', '0x', 'vmlinux', '0xffffffffffffffffff', '-'],
    (_, bytes) => readModuleSymvers(bytes, SYMBOL_FILE),
  ),
  textTarget(
    'modules.order',
    ['kernel/a.ko\nkernel/b/c.ko\n', 'a'],
    ['\n', '\0', '.ko\n', '/'],
    parseModulesOrder,
  ),
  textTarget(
    'modules.builtin',
    ['kernel/fs/ext4/ext4.ko\nkernel/a-b.ko\n'],
    ['\n', '.ko', '/', '\0', '-', '\xff'],
    (text) => encodeModulesBuiltin(contextOf({}, { inputs: { 'modules.builtin': text } })),
  ),
  textTarget(
    '.builtin.modinfo',
    ['ext4.alias=fs-ext4\0ext4.license=GPL\0', 'a.alias=b[c]d\0a.parm=x:y\0'],
    ['\0', '.', '=', 'alias=', 'ext4.', '[', ']'],
    (text, bytes) => {
      parseBuiltinModinfo(bytes, 'ext4')
      encodeModulesBuiltinAlias(contextOf({}, { inputs: { 'modules.builtin.modinfo': text } }))
    },
  ),
  textTarget(
    'depmod.d',
    [
      'search updates built-in external\noverride a 6.* b\nexternal * /x\n',
      'exclude .git\n# c\ninclude x\\\ny\n',
    ],
    ['search ', 'override ', 'external ', 'exclude ', '\\\n', '\\', '\n', '#', '[', '(', ')*', '{1,', '|'],
    (text) => parseDepmodConfig([{ file: 'f', text }], '6.1.0-test', QUIET),
  ),
  textTarget(
    'modprobe.d',
    [
      'alias net-pf-1 unix\nblacklist a\noptions a b=c\nsoftdep a pre: b post: c\n',
      'install a /bin/true\nremove a\\\n b\nweakdep a b\ninclude x\n',
    ],
    ['alias ', 'options ', 'install ', 'softdep ', 'pre:', 'post:', '[', ']', '*', '\\\n', '\n', '\t', '-'],
    (text) => {
      const config = parseModprobeConfig([{ file: 'f', text }], QUIET)
      formatModprobeConfig(config)
      matchAliases(config, 'net_pf_1')
      optionsOf(config, 'a', 'net_pf_1')
      findSoftdep(config, 'a')
      isBlacklisted(config, 'a')
    },
  ),
  textTarget(
    'kernel command line',
    ['root=/dev/sda quiet a.b=c "a-b.c=d e" modprobe.blacklist=x,y'],
    ['.', '=', '"', ' ', '[', ']', 'modprobe.blacklist=', '\0', ','],
    (text) => parseKernelCmdline(text, QUIET),
  ),
  textTarget('names', ['a-b[-]c', 'x/y-z.ko.xz\n'], ['[', ']', '-', '.', '/', '\n'], (text) => {
    normalizeModname(text)
    normalizeAlias(text)
  }),
  textTarget(
    'fnmatch',
    ['pci:v*d[0-9a]*\npci:v1d2', '[!a-z]?\\*\nx', '*a*b*c*d*\nabcdabcd'],
    ['*', '?', '[', ']', '!', '^', '-', '\\', '[:alpha:]', '\n'],
    (text) => fnmatch(...inTwo(text)),
  ),
  textTarget(
    'regular expressions',
    ['^6\\.(1|2)[0-9]+\n6.1.0', '(a*)*b\naaaa', '[[:digit:]]{1,3}\n12'],
    ['(', ')', '*', '+', '?', '{', '}', '{1,255}', '|', '[', ']', '[:alpha:]', '^', '$', '\\', '\n'],
    (text) => matchesPosixRegex(...inTwo(text)),
  ),
  textTarget('MODPROBE_OPTIONS', ['-a "b c" \'d\\e\''], ['"', "'", '\\', ' '], splitModprobeOptions),
]
