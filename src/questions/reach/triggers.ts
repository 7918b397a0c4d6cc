/**
 * Who makes the kernel ask for a module, by the alias that it asks for. The kernel calls modprobe with a name of its
 * own making (request_module()), and udev with the modalias of a device; the prefix says which part of it did.
 *
 *   user     any user: a system call that needs no privilege
 *   userns   any user that can make a user namespace, with the privileges inside it
 *   device   a device that appears, as udev sees it
 *   other    a part of the kernel that this table does not know
 *   root     the administrator: by the module's name, or a system call that needs privileges outside of namespaces
 */
export const TRIGGER_ACTORS = ['user', 'userns', 'device', 'other', 'root'] as const
export type TriggerActor = (typeof TRIGGER_ACTORS)[number]

export interface TriggerKind {
  /** A word for it, such as `socket`; for a device its bus. */
  readonly kind: string
  readonly actor: TriggerActor
  /** The module whose code asks: the trigger needs it in the kernel. */
  readonly requester?: string
}

/** By kind. crypto/af_alg.c asks in bind(), for which there has to be a socket. */
const REQUESTERS: Readonly<Record<string, string>> = { 'af-alg': 'af_alg' }

/** Of names with `_` for `-`; the first that matches counts. Each with where Linux asks. */
const ALIAS_KINDS: readonly (readonly [pattern: RegExp, kind: string, actor: TriggerActor])[] = [
  // net/socket.c __sock_create(), net/ipv4/af_inet.c inet_create(), net/netlink/af_netlink.c netlink_create()
  [/^net_pf_/, 'socket', 'user'],
  // net/can/af_can.c can_create(), net/bluetooth/af_bluetooth.c bt_sock_create()
  [/^(can_proto|bt_proto)_/, 'socket', 'user'],
  // crypto/af_alg.c alg_get_type(), crypto/api.c crypto_larval_lookup()
  [/^algif_/, 'af-alg', 'user'],
  [/^crypto_/, 'crypto', 'user'],
  // fs/char_dev.c base_probe(), block/bdev.c, sound/core/sound.c: for those who may open the node
  [/^(char_major|block_major|snd_card|snd_slot|sound_slot|sound_service)_/, 'device-node', 'user'],
  // drivers/tty/tty_ldisc.c tty_ldisc_get(), fs/exec.c search_binary_handler()
  [/^tty_ldisc_/, 'tty-ldisc', 'user'],
  [/^binfmt_/, 'exec', 'user'],
  // fs/filesystems.c get_fs_type(), which mount(2) calls before it looks whether this type may be mounted there
  [/^fs_/, 'mount', 'userns'],
  // net/core/rtnetlink.c, net/core/lwtunnel.c
  [/^rtnl_(link|lwt)_/, 'rtnl-link', 'userns'],
  // net/netfilter: nf_tables_api.c, nfnetlink.c, x_tables.c, ipset, nf_conntrack_helper.c
  [
    /^(nft|nf_nat|nfct_helper|nf_conntrack|nfnetlink_subsys|nf_logger|nf_flowtable|nfqueue|xt|ipt|ip6t|ebt|arpt|ip_set)_/,
    'netfilter',
    'userns',
  ],
  // net/sched: sch_api.c, cls_api.c, act_api.c, ematch.c
  [/^(net_(sch|cls|act)|sch|cls|act|ematch_kind|ife_meta)_/, 'traffic-control', 'userns'],
  // net/xfrm/xfrm_state.c, xfrm_user.c; net/openvswitch/vport.c
  [/^xfrm_/, 'xfrm', 'userns'],
  [/^vport_type_/, 'openvswitch', 'userns'],
  // net/ipv4/tcp_ulp.c and tcp_cong.c look for CAP_NET_ADMIN of the first namespace, as net/core/dev_ioctl.c does
  [/^(tcp|netdev)_/, 'network', 'root'],
  // drivers/md/dm-table.c, md.c; net/9p, net/sunrpc, fs/nfs ask in the course of a mount
  [/^(dm|md|raid)_/, 'device-mapper', 'root'],
  [/^(9p|rpc|nfs|nfsd)_/, 'mount', 'root'],
  [/^(ppp_compress|team_mode|ip_vs)_/, 'network', 'root'],
]

/** Of modules that the kernel asks for by their own names. */
const NAME_KINDS: typeof ALIAS_KINDS = [
  [/^algif_/, 'af-alg', 'user'],
  [/^(xt|ipt|ip6t|ebt|arpt|iptable|ip6table|arptable|ip_set)_/, 'netfilter', 'userns'],
  [/^(sch|cls|act|em)_/, 'traffic-control', 'userns'],
]

/** By its name, which is the administrator's way. */
export const BY_NAME: TriggerKind = { kind: 'name', actor: 'root' }

const kindIn = (rows: typeof ALIAS_KINDS, name: string): TriggerKind | undefined => {
  const row = rows.find(([pattern]) => pattern.test(name))
  if (row === undefined) return undefined
  const [, kind, actor] = row
  const requester = REQUESTERS[kind]
  return { kind, actor, ...(requester !== undefined && { requester }) }
}

/** @param alias a pattern as modules have it, or a name that is asked for */
export function triggerOfAlias(alias: string): TriggerKind {
  const name = alias.replaceAll('-', '_')
  const known = kindIn(ALIAS_KINDS, name)
  if (known !== undefined) return known
  const bus = /^([A-Za-z0-9_]+):/.exec(name)?.[1]
  return bus === undefined ? { kind: 'other', actor: 'other' } : { kind: bus, actor: 'device' }
}

export const triggerOfName = (modname: string): TriggerKind => kindIn(NAME_KINDS, modname) ?? BY_NAME

/** udev makes the device node; such a name is never asked for. */
export const isRequested = (alias: string): boolean => !alias.startsWith('devname:')

/**
 * A name that the pattern of an alias matches: what may be anything is left away, and of a set of characters the first
 * one is taken. Sets that exclude are rare: they get a character that they let pass.
 */
export function nameMatching(pattern: string): string {
  let name = ''
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string
    if (char === '*') continue
    if (char === '?') name += '0'
    else if (char === '\\' && at + 1 < pattern.length) name += pattern[++at]
    else if (char === '[') {
      // A `]` right at the start is a member, not the end.
      const start = at + (/[!^]/.test(pattern[at + 1] ?? '') ? 2 : 1)
      const end = pattern.indexOf(']', start + 1)
      if (end < 0) return name + pattern.slice(at)
      const set = pattern.slice(start, end)
      name += start === at + 1 ? set[0] : outsideOf(set)
      at = end
    } else name += char
  }
  return name
}

function outsideOf(set: string): string {
  const ranges = [...set.matchAll(/(.)-(.)|(.)/gs)].map(([, from, to, single]) => [
    from ?? single ?? '',
    to ?? single ?? '',
  ])
  const isIn = (char: string): boolean => ranges.some(([from = '', to = '']) => char >= from && char <= to)
  return [...'0aAzZ9_~'].find((char) => !isIn(char)) ?? '~'
}
