/**
 * Configurations of modprobe.d that people write to keep modules out, and some that they should not. Every install
 * command has its module's name as its last word, which identifies its line in the output of modprobe.
 */

/** A module that does not exist, whose command marks the end of the lines of one name. */
export const MARKER = 'tskmod_marker'

/** Modules that are often denied; a kernel need not have them all. */
const OFTEN_DENIED = [
  ...['af_alg', 'algif_aead', 'algif_hash', 'algif_skcipher', 'algif_rng', 'authencesn'],
  ...['dccp', 'sctp', 'rds', 'tipc', 'n_hdlc', 'ax25', 'netrom', 'x25', 'rose', 'appletalk', 'can', 'atm'],
  ...[
    'cramfs',
    'freevxfs',
    'jffs2',
    'hfs',
    'hfsplus',
    'udf',
    'squashfs',
    'btrfs',
    'ksmbd',
    'gfs2',
    'cifs',
    'nfs',
  ],
  ...[
    'vivid',
    'bluetooth',
    'btusb',
    'firewire_core',
    'thunderbolt',
    'usb_storage',
    'uvcvideo',
    'nouveau',
    'e1000',
  ],
  ...[
    'dm_mod',
    'libcrc32c',
    'crc32c_generic',
    'snd',
    'x_tables',
    'nf_tables',
    'vsock',
    'udp_tunnel',
    'cfg80211',
  ],
]

const each = (names: readonly string[], line: (name: string) => string): string =>
  names.map((name) => `${line(name)}\n`).join('')

/** @param modnames all modules of the kernel, for configurations that take many */
export const configurations = (
  modnames: readonly string[],
): readonly (readonly [title: string, text: string])[] => [
  ['nothing', ''],
  ['blacklist', each(OFTEN_DENIED, (name) => `blacklist ${name}`)],
  ['blacklist with dashes', each(OFTEN_DENIED, (name) => `blacklist ${name.replaceAll('_', '-')}`)],
  ['install false', each(OFTEN_DENIED, (name) => `install ${name} /bin/false ${name}`)],
  ['install true', each(OFTEN_DENIED, (name) => `install ${name} /bin/true ${name}`)],
  [
    'blacklist and install',
    each(OFTEN_DENIED, (name) => `blacklist ${name}\ninstall ${name} /usr/bin/false ${name}`),
  ],
  [
    'install without softdeps',
    each(OFTEN_DENIED, (name) => `install ${name} /bin/false ${name}\nsoftdep ${name} pre:`),
  ],
  [
    'softdeps that make install void',
    each(OFTEN_DENIED, (name) => `install ${name} /bin/false ${name}\nsoftdep ${name} pre: ext4 post: loop`),
  ],
  [
    'aliases off',
    'alias net-pf-* off\nalias fs-btrfs off\nalias crypto-* off\nalias pci:v00008086d* off\nalias char-major-10-* nosuch\n',
  ],
  ['aliases to others', 'alias net-pf-38 dm_mod\nalias usb:v* e1000\nalias ext4 btrfs\nalias nosuch sctp\n'],
  [
    'options and softdeps',
    'options e1000 debug=1\noptions btrfs  a=b\nsoftdep e1000 pre: dm_mod post: sctp\nsoftdep sctp pre: e1000\noptions fs-ext4 x=1\n',
  ],
  [
    'many blacklisted',
    each(
      modnames.filter((_, i) => i % 3 === 0),
      (name) => `blacklist ${name}`,
    ),
  ],
  [
    'many denied',
    each(
      modnames.filter((_, i) => i % 7 === 0),
      (name) => `install ${name} /bin/false ${name}`,
    ),
  ],
]
