/**
 * The tree that commands run on while their code caches are made: the kernel of the demo, uncompressed, with some
 * configuration.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MODULES, RELEASE, TEXT_FILES } from '../../test/demo/demo-tree.ts'
import { buildModule } from '../../test/support/elf-builder.ts'

export { RELEASE }

const CONFIG = `alias dm-disk dm-mirror
options dm-mod a=1
softdep btrfs pre: ptp
blacklist e1000e
`

/** Creates the tree below `root`, without indexes. */
export function layOutWarmUpTree(root: string): void {
  const put = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  for (const [path, spec] of Object.entries(MODULES))
    put(`lib/modules/${RELEASE}/${path.replace(/\.xz$/, '')}`, buildModule(spec))
  for (const [path, text] of Object.entries(TEXT_FILES)) put(`lib/modules/${RELEASE}/${path}`, text)
  put('etc/modprobe.d/warm-up.conf', CONFIG)
  put('exclude.conf', 'exclude net\n')
  put('System.map', 'ffffffff81000000 T _printk\nffffffff81000010 T module_layout\n')
}
