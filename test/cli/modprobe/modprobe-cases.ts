/**
 * What modprobe is asked in the tests, and on which tree. The answers of real kmod 34.2 are in testdata/modprobe/expected.json;
 * `npx tsx test/conformance/modprobe-check.ts --write` asks it for them, and without `--write` compares both tools.
 */
import type { ModuleSpec } from '../../support/elf-builder.ts'

export const MODULES: Readonly<Record<string, ModuleSpec>> = {
  'kernel/a.ko': { modinfo: ['alias=pci:v*d1*', 'alias=net-pf-1'], exports: ['a1'] },
  'kernel/b.ko': { modinfo: ['alias=net-pf-1'], exports: ['b1'], needs: ['a1'] },
  'kernel/c-d.ko': { modinfo: ['alias=x-y[a-c]', 'softdep=pre: s1 post: s2'], needs: ['b1'] },
  'kernel/s1.ko': { modinfo: [], needs: ['a1'] },
  'kernel/s2.ko': { modinfo: [] },
  'kernel/both.ko': { modinfo: [] },
  'updates/u.ko': {
    modinfo: ['alias=symbol:zz'],
    needs: ['b1'],
    exports: [{ name: 'u1', crc: '0xdeadbeef' }],
    versions: [{ name: 'module_layout', crc: 5 }],
  },
}

export const TEXTS: Readonly<Record<string, string>> = {
  'modules.order': 'kernel/a.ko\nkernel/b.ko\nkernel/c-d.ko\nkernel/s1.ko\nkernel/s2.ko\nkernel/both.ko\n',
  'modules.builtin': 'kernel/both.ko\nkernel/bt-in.ko\n',
  'modules.builtin.modinfo': 'bt_in.alias=cpu:type:*\0bt_in.alias=plat-x\0other.alias=plat-*\0',
}

export interface LoadedSpec {
  readonly initstate?: string
  readonly refcnt?: string
  readonly holders?: readonly string[]
}

export interface ModprobeCase {
  /** After `-C ROOT/conf -d ROOT -S RELEASE`; ROOT in them is the tree. */
  readonly args: readonly string[]
  /** Files of ROOT/conf. */
  readonly config?: Readonly<Record<string, string>>
  readonly cmdline?: string
  /** Below /sys/module. */
  readonly loaded?: Readonly<Record<string, LoadedSpec>>
  readonly modprobeOptions?: string
  /** Files of the module dir that are taken away. */
  readonly without?: readonly string[]
  /** Below the module dir; default: the tree. */
  readonly cwd?: string
}

const live = (refcnt: number, ...holders: string[]): LoadedSpec => ({
  initstate: 'live\n',
  refcnt: `${refcnt}\n`,
  holders,
})

const ALL_LOADED = { a: live(0, 'b'), b: live(0, 'c_d'), c_d: live(0), s1: live(0), s2: live(1), u: live(0) }

const DIRECTIVES = {
  'a.conf': `options u x=1  y=2\noptions a "q r"\nsoftdep u pre: a post: s2 pre: bt-in plat-x nosuch x[
blacklist a
alias myal u
alias x-* a
alias x-yb nosuchmodule
install cmdonly /bin/echo hi $CMDLINE_OPTS
install c_d /bin/echo cd
remove b /bin/true $CMDLINE_OPTS x
blacklist bt_in
install pat* /bin/echo pattern
options myal from=alias
options c-d spelled=dash
alias pat1x pat1x
`,
}

const COMMANDS = {
  'c.conf': `install i3 echo in $MODPROBE_MODULE o=$CMDLINE_OPTS; exit 3
install i0 echo in "o=$CMDLINE_OPTS" "$CMDLINE_OPTS" "M=$(echo $MODPROBE_OPTIONS | tr -d ' ' | grep -o .-q.*)"; kill -9 $$
remove r3 echo rm $MODPROBE_MODULE; exit 3
remove r0 echo rm $MODPROBE_MODULE $CMDLINE_OPTS "x"
install ok echo ok "$MODPROBE_MODULE" "x\${CMDLINE_OPTS}y"
softdep ok2 pre: i3
install ok2 echo ok2
alias noobj nomod
alias mm nomod1
alias mm ok
alias m3 ok
alias m3 nomod1
`,
}

const plain: readonly (readonly string[])[] = [
  ['-D', 'c_d'],
  ['-D', 'c-d'],
  ['-D', 'u'],
  ['-Di', 'c_d'],
  ['--show-depends', '--ignore-install', 'u'],
  ['-D', 's2'],
  ['-D', 'both'],
  ['-D', 'bt-in'],
  ['-D', 'plat-x'],
  ['-R', 'plat-x'],
  ['-R', 'cpu:type:x86'],
  ['-D', 'pci:v1d12'],
  ['-R', 'pci:v1d12'],
  ['-R', 'net-pf-1'],
  ['-D', 'net-pf-1'],
  ['-R', 'x-ya'],
  ['-R', 'x-yd'],
  ['-R', 'symbol:zz'],
  ['-R', 'symbol:b1'],
  ['-D', 'symbol:u1'],
  ['-D', 'nosuch'],
  ['-qD', 'nosuch'],
  ['-D', 'a['],
  ['-D', ''],
  ['-aD', 'a', 'nosuch', 'b', 'a'],
  ['-aR', 'a', 'nosuch', 'b'],
  ['-qaR', 'a', 'nosuch', 'b'],
  ['-abqD', 'a', 'b'],
  ['a', '-D', 'k=v'],
  ['-D', 'u', 'k=v', 'l=a b', "m='a b'", 'n="a b"', 'zz', 'o='],
  ['-D', '/nosuch/x.ko'],
  ['-R', './nosuch.ko'],
  ['-n', 'u'],
  ['-nv', 'u', 'p=1'],
  ['-nv', '--first-time', 'bt_in'],
  ['-nv', 'bt_in'],
  ['-c'],
  ['--showconf'],
  [],
  ['-q'],
  ['-D'],
  ['-r'],
  ['--sh', 'a'],
  ['--re', 'a'],
  ['--fo', 'a'],
  ['-x', 'a'],
  ['--nosuch'],
  ['-w'],
  ['--wait=5x', 'a'],
  ['--wait=0x10', '-r', '-n', 'a'],
  ['--dump-modversions', 'ROOT/lib/modules/RELEASE/updates/u.ko'],
  ['--show-modversions', 'ROOT/lib/modules/RELEASE/kernel/s2.ko'],
  ['--show-exports', 'ROOT/lib/modules/RELEASE/updates/u.ko'],
  ['--show-exports', 'ROOT/lib/modules/RELEASE/kernel/a.ko'],
  ['--show-exports', 'ROOT/lib/modules/RELEASE/kernel/s2.ko'],
  ['--show-exports', 'ROOT/lib/modules/RELEASE/modules.dep'],
  ['--show-exports', 'a'],
  ['-rn', 'nosuch', 'a'],
  ['-qrn', 'nosuch', 'a'],
  ['-arn', 'nosuch', 'a'],
  ['-rn', 'a['],
  ['-rn', '--first-time', 'a', 'b'],
  ['-rn', 'bt_in'],
  ['-rD', 'c_d', 'u'],
  ['-rn', './kernel/a.ko'],
]

const configured: readonly (readonly string[])[] = [
  ['-D', 'u', 'k=v', 'l=a b'],
  ['-Di', 'u', 'k=v'],
  ['-D', 'myal'],
  ['-D', 'net-pf-1'],
  ['-bD', 'a'],
  ['-D', 'a'],
  ['-D', 'x-z'],
  ['-D', 'x-yb'],
  ['-R', 'x-yb'],
  ['-D', 'cmdonly', '1', '2'],
  ['-Di', 'cmdonly', '1', '2'],
  ['-R', 'cmdonly'],
  ['-D', 'c_d'],
  ['-Di', 'c_d'],
  ['-aD', 'u', 'a', 'nosuch', 'b'],
  ['-D', 'pat1'],
  ['-D', 'pat1x'],
  ['-D', 'plat-x'],
  ['-rD', 'u'],
  ['-rDi', 'u'],
  ['-rnv', 'b'],
  ['-c'],
]

const running: readonly (readonly string[])[] = [
  ['-rnv', 'c_d'],
  ['-arnv', 'c_d'],
  ['-arnv', '--first-time', 'c_d'],
  ['-rnv', 'a'],
  ['-rnv', '--remove-holders', 'a'],
  ['-arnv', 'a', 's2', 'b'],
  ['-qnrv', 's2', 'b'],
  ['-qnrvvvvv', 's2', 'b'],
  ['-nv', 'u'],
  ['-nv', '--first-time', 'u'],
  ['-anv', '--first-time', 'u', 'bt_in', 'both'],
  ['-nv', '--first-time', 'net-pf-1'],
  ['-rinv', 'c_d'],
  ['-rnv', 'net-pf-1'],
  ['-arnv', 'net-pf-1'],
  ['-nrvw', '5', 's2'],
  ['-D', 'c_d'],
]

const commands: readonly (readonly string[])[] = [
  ['i3', 'a=1'],
  ['-q', 'i3'],
  ['-q', 'i0', 'a=b c', 'd'],
  ['-a', 'i3', 'ok'],
  ['ok2'],
  ['-i', 'ok2'],
  ['noobj'],
  ['mm'],
  ['m3'],
  ['-s', 'i3'],
  ['-a', '--first-time', 'ok', 'nosuch'],
  ['-r', 'r3', 'r0'],
  ['-ar', 'r3', 'r0'],
  ['-qr', 'r3', 'r0'],
  ['-nv', 'ok'],
  ['-nr', 'r0'],
]

const rows = (lists: readonly (readonly string[])[], rest: Omit<ModprobeCase, 'args'> = {}): ModprobeCase[] =>
  lists.map((args) => ({ args, ...rest }))

const U_PATH = 'ROOT/lib/modules/RELEASE/updates/u.ko'

export const CASES: readonly ModprobeCase[] = [
  ...rows(plain),
  ...rows(configured, { config: DIRECTIVES }),
  ...rows(running, { loaded: ALL_LOADED }),
  ...rows(running, { loaded: { ...ALL_LOADED, a: live(1), s2: live(0), u: live(2), s1: {} } }),
  ...rows(
    [
      ['-rnv', 'c_d'],
      ['-arnv', 'c_d'],
      ['-rnv', 'u'],
      ['-nv', 'u'],
    ],
    { loaded: { ...ALL_LOADED, s2: live(0) }, config: DIRECTIVES },
  ),
  ...rows(
    [
      ['-rnv', 'b'],
      ['-nv', 'b'],
      ['-nv', 'u'],
      ['-rnv', 's1'],
      ['-rnv', '--first-time', 'a'],
    ],
    {
      loaded: {
        b: { initstate: 'bogus\n', refcnt: 'x\n' },
        a: { initstate: 'going\n', refcnt: 'x\n' },
        s1: {},
        u: { initstate: '' },
      },
    },
  ),
  ...rows(commands, { config: COMMANDS }),
  // paths
  ...rows(
    [
      ['-D', './u.ko'],
      ['-D', U_PATH, 'x=1'],
      ['-R', './u.ko'],
      ['-D', './../updates/u.ko'],
      ['-D', 'u.ko'],
    ],
    {
      cwd: 'updates',
    },
  ),
  // files that are missing
  ...rows(
    [
      ['-D', 'c_d'],
      ['-aD', 'u', 'b'],
      ['-D', './u.ko'],
      ['-Di', 'u'],
      ['-R', 'net-pf-1'],
      ['-rnD', 'u'],
    ],
    {
      without: ['kernel/a.ko'],
      cwd: 'updates',
    },
  ),
  ...[
    'modules.dep.bin',
    'modules.alias.bin',
    'modules.symbols.bin',
    'modules.builtin.bin',
    'modules.builtin.alias.bin',
    'modules.softdep',
  ].flatMap((file) =>
    rows(
      [
        ['-aD', 'c_d', 'net-pf-1', 'plat-x', 'bt_in', 'symbol:zz'],
        ['-aR', 'plat-x', 'net-pf-1', 'symbol:zz'],
        ['-c'],
      ],
      {
        without: [file],
      },
    ),
  ),
  // the kernel command line
  ...rows([['-c'], ['-D', 'u', 'z=1'], ['-D', 'net-pf-1'], ['-bD', 'b']], {
    cmdline: 'quiet u.x=1 c-d.q a.b.c=1 "u.p=a b" modprobe.blacklist=a,b-c,b x[.y=1 r.s=t=u modprobe.z=1\n',
  }),
  // lines that are wrong, precedence
  ...rows([['-c'], ['-D', 'a']], {
    config: {
      'b.conf':
        'foo bar\ninclude x\nalias a\nblacklist [a\noptions a\n  # indented\n# comment\noptions a x=\\\ny\nsoftdep a\n',
      'z.conf': 'options a late=1\nsoftdep c-d pre: u\ninstall a\n',
      'm.conf': 'softdep c-d pre: b\nweakdep a u b\nweakdep b\nconfig y\n',
      'ignored.txt': 'options a no=1\n',
    },
  }),
  // softdeps that go round
  ...rows(
    [
      ['-D', 'c_d'],
      ['-D', 's2'],
      ['-Di', 's2'],
      ['-D', 'a'],
      ['-D', 'x1'],
    ],
    {
      config: { 'a.conf': 'softdep s2 pre: c_d\nsoftdep a pre: a c_d\nalias x1 s2\nsoftdep b post: x1' },
    },
  ),
  // MODPROBE_OPTIONS
  ...rows([['-R', 'a'], ['nosuch']], { modprobeOptions: '-q -D' }),
  ...rows([['-R']], { modprobeOptions: `-a  'b' x"a"d "c d` }),
  ...rows([['a']], { modprobeOptions: '-D --nosuch' }),
]

export const caseName = (c: ModprobeCase): string => {
  const { args, ...rest } = c
  return `modprobe ${args.join(' ')}${Object.keys(rest).length > 0 ? `  ${JSON.stringify(rest)}` : ''}`
}
