import { describe, expect, it } from 'vitest'
import { fnmatch } from '../../../src/base/fnmatch.ts'
import {
  isRequested,
  nameMatching,
  triggerOfAlias,
  triggerOfName,
} from '../../../src/questions/reach/triggers.ts'

describe('triggerOfAlias()', () => {
  it.each([
    ['net-pf-38', 'socket', 'user'],
    ['net_pf_2_proto_132', 'socket', 'user'],
    ['crypto-xts', 'crypto', 'user'],
    ['char-major-10-229', 'device-node', 'user'],
    ['tty-ldisc-13', 'tty-ldisc', 'user'],
    ['fs-btrfs', 'mount', 'userns'],
    ['rtnl-link-vxlan', 'rtnl-link', 'userns'],
    ['nft-chain-2-nat', 'netfilter', 'userns'],
    ['ip_set_hash:ip', 'netfilter', 'userns'],
    ['tcp-ulp-tls', 'network', 'root'],
    ['pci:v00008086d*', 'pci', 'device'],
    ['of:N*T*Cfoo', 'of', 'device'],
    ['xts', 'other', 'other'],
  ])('%s: %s, %s', (alias, kind, actor) => {
    expect(triggerOfAlias(alias)).toEqual({ kind, actor })
  })
})

it('knows modules that the kernel asks for by name', () => {
  expect(triggerOfName('algif_hash')).toEqual({
    kind: 'af-alg',
    actor: 'user',
    requester: 'af_alg',
  })
  expect(triggerOfName('xt_LOG').actor).toBe('userns')
  expect(triggerOfName('ext4')).toEqual({ kind: 'name', actor: 'root' })
})

it('knows that udev makes device nodes', () => {
  expect([isRequested('devname:fuse'), isRequested('char-major-10-229')]).toEqual([false, true])
})

describe('nameMatching()', () => {
  it.each([
    ['net-pf-38', 'net-pf-38'],
    ['pci:v00008086d*sv*', 'pci:v00008086dsv'],
    ['dmi:bvrI[MU]ET??WW*', 'dmi:bvrIMET00WW'],
    ['a[!0-9]b', 'aab'],
    ['a[^a-zA-Z0-9]b', 'a_b'],
    ['x\\*y', 'x*y'],
    ['open[bracket', 'open[bracket'],
  ])('%s is matched by %s', (pattern, name) => {
    expect(nameMatching(pattern)).toBe(name)
    if (!pattern.includes('[b')) expect(fnmatch(pattern, name)).toBe(true)
  })
})
