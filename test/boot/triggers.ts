/** Ways to make the kernel of reach.ts's guest request modules, and the names that it then requests. */

export interface GuestTrigger {
  readonly key: string
  /** The command of the guest: trigger.c, or busybox. */
  readonly command: string
  /** In this order, including the requests of the modules' init functions. */
  readonly names: readonly string[]
  /** A module that must be loaded before the kernel asks: the earlier names are requested first. */
  readonly through?: { readonly module: string; readonly names: readonly string[] }
  /** Who can trigger it, as `tskmod reach` reports for the intended module. */
  readonly actor: 'user' | 'userns' | 'root'
  /** The intended module. */
  readonly module: string
}

/** All names of a bind() are requested by af_alg, which the socket loads. */
const bind = (key: string, command: string, module: string, names: readonly string[]): GuestTrigger => ({
  key,
  command,
  names,
  actor: 'user',
  module,
  through: { module: 'af_alg', names: ['net-pf-38'] },
})

const trigger = (
  key: string,
  command: string,
  actor: GuestTrigger['actor'],
  module: string,
  names: readonly string[],
): GuestTrigger => ({ key, command, names, actor, module })

/** libcrc32c, sctp and btrfs request their checksum when they are loaded. */
const CHECKSUM = 'crypto-crc32c'

export const TRIGGERS: readonly GuestTrigger[] = [
  trigger('socket(AF_ALG)', 'trigger socket 38 5 0', 'user', 'af_alg', ['net-pf-38']),
  bind('bind AF_ALG hash', 'trigger alg hash wp512', 'algif_hash', ['algif-hash', 'crypto-wp512']),
  bind('bind AF_ALG skcipher', 'trigger alg skcipher ecb(serpent)', 'algif_skcipher', [
    'algif-skcipher',
    'crypto-ecb(serpent)',
    'crypto-ecb',
    'crypto-serpent',
  ]),
  bind('bind AF_ALG aead', 'trigger alg aead nosuch', 'algif_aead', ['algif-aead', 'crypto-nosuch']),
  trigger('socket(SCTP)', 'trigger socket 2 1 132', 'user', 'sctp', [
    'net-pf-2-proto-132-type-1',
    'net-pf-2-proto-132',
    CHECKSUM,
  ]),
  // Debian takes the aliases of some families away, so that no user loads them.
  trigger('socket(DCCP)', 'trigger socket 2 6 33', 'root', 'dccp_ipv4', ['net-pf-2-proto-33-type-6']),
  trigger('socket(AF_APPLETALK)', 'trigger socket 5 2 0', 'user', 'appletalk', ['net-pf-5']),
  trigger('socket(AF_CAN)', 'trigger socket 29 3 1', 'user', 'can', ['net-pf-29', 'can-proto-1']),
  trigger('socket(AF_TIPC)', 'trigger socket 30 1 0', 'root', 'tipc', ['net-pf-30']),
  trigger('mount btrfs', 'trigger mount btrfs', 'user', 'btrfs', ['fs-btrfs', CHECKSUM]),
  trigger('mount udf', 'trigger mount udf', 'userns', 'udf', ['fs-udf']),
  trigger('mount vfat', 'trigger mount vfat', 'userns', 'vfat', ['fs-vfat']),
  trigger('open /dev/fuse', 'trigger open c 10 229', 'user', 'fuse', ['char-major-10-229']),
  trigger('open /dev/net/tun', 'trigger open c 10 200', 'user', 'tun', ['char-major-10-200']),
  trigger('open a loop device', 'trigger open b 7 0', 'user', 'loop', ['block-major-7-0', 'block-major-7']),
  trigger('setsockopt TCP_ULP', 'trigger tcp ULP tls', 'root', 'tls', ['tcp-ulp-tls']),
  trigger('setsockopt TCP_CONGESTION', 'trigger tcp CONGESTION bbr', 'root', 'tcp_bbr', ['tcp_bbr']),
  trigger('ioctl TIOCSETD', 'trigger ldisc 13', 'user', 'n_hdlc', ['tty-ldisc-13']),
  // By the third and fourth byte of the file, as a number of this machine; no module of Debian has such an alias.
  trigger('execve()', 'trigger exec', 'user', 'slip', ['binfmt-0403']),
  trigger('ioctl TIOCSETD of slip', 'trigger ldisc 1', 'user', 'slip', ['tty-ldisc-1']),
  trigger('ip link add dummy', 'busybox ip link add dummy7 type dummy', 'userns', 'dummy', [
    'rtnl-link-dummy',
  ]),
  trigger('ip link add ifb', 'busybox ip link add ifb7 type ifb', 'userns', 'ifb', ['rtnl-link-ifb']),
]
