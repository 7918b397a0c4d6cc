import { expect, it } from 'vitest'
import { namedModules } from '../../src/config/named-modules.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { tempTree } from '../support/temp-tree.ts'

const mentionsOf = (files: Parameters<typeof tempTree>[0]) =>
  namedModules(nodeHost, tempTree(files)).map(({ kind, word, file }) => `${kind} ${word} ${file}`)

it('finds nothing where there is no configuration', () => {
  expect(mentionsOf({ 'etc/hostname': 'a\n' })).toEqual([])
})

it('reads lists of modules that are loaded at boot', () => {
  expect(
    mentionsOf({
      'etc/modules': '# none\n; none\nloop max_loop=8\n\n',
      'etc/modules-load.d/a.conf': 'of-etc',
      'usr/lib/modules-load.d/a.conf': 'masked',
      'usr/lib/modules-load.d/b.conf': 'of-usr',
      'usr/lib/modules-load.d/README': 'none',
    }),
  ).toEqual([
    'load loop /etc/modules',
    'load of-etc /etc/modules-load.d/a.conf',
    'load of-usr /usr/lib/modules-load.d/b.conf',
  ])
})

it('reads modprobe.d without patterns', () => {
  const text = [
    'options a-b x=1',
    'softdep c pre: d post: e',
    'install f /bin/false',
    'blacklist g',
    'options snd-* h=1',
    'alias i j',
  ].join('\n')
  expect(mentionsOf({ 'etc/modprobe.d/x.conf': text }).map((line) => line.replace(/ \/.*/, ''))).toEqual([
    ...['options a_b', 'softdep c', 'softdep d', 'softdep e', 'install f', 'blacklist g'],
  ])
})

it('reads the lists of initramfs builders', () => {
  expect(
    mentionsOf({
      'etc/initramfs-tools/modules': '# c\next4\n',
      'usr/share/initramfs-tools/modules.d/extra': 'ctr\n',
      'etc/mkinitcpio.conf': 'MODULES=(btrfs)\n',
      'etc/mkinitcpio.conf.d/a.conf': 'MODULES=(vfat? xfs)\nMODULES+=(zfs)\n',
      'etc/dracut.conf': 'add_drivers+=" nvme "\n',
      'etc/dracut.conf.d/a.conf': 'omit_drivers+=" nouveau "\nforce_drivers+=" virtio "\n',
      'usr/lib/dracut/dracut.conf.d/b.conf': 'add_drivers+=" ahci "\n',
    }).sort(),
  ).toEqual([
    'dracut-add ahci /usr/lib/dracut/dracut.conf.d/b.conf',
    'dracut-add nvme /etc/dracut.conf',
    'dracut-force virtio /etc/dracut.conf.d/a.conf',
    'dracut-omit nouveau /etc/dracut.conf.d/a.conf',
    'initramfs-tools ctr /usr/share/initramfs-tools/modules.d/extra',
    'initramfs-tools ext4 /etc/initramfs-tools/modules',
    'mkinitcpio vfat /etc/mkinitcpio.conf.d/a.conf',
    'mkinitcpio xfs /etc/mkinitcpio.conf.d/a.conf',
    'mkinitcpio zfs /etc/mkinitcpio.conf.d/a.conf',
  ])
})

it('follows links below the root, and not out of it', () => {
  expect(
    mentionsOf({
      'etc/modules': { link: '/usr/list' },
      'usr/list': 'inside\n',
    }),
  ).toEqual(['load inside /etc/modules'])
})
