/** Files that are pipes: those that the user names are read to their end, no other is waited for. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { buildModule } from '../../support/elf-builder.ts'
import { tempTree } from '../../support/temp-tree.ts'

const TSDEPMOD = resolve(import.meta.dirname, '../../../bin/tsdepmod.cjs')
const TSMODPROBE = resolve(import.meta.dirname, '../../../bin/tsmodprobe.cjs')
const MAP = 'ffffffff81000000 r __ksymtab_known\n'

const root = (): string =>
  tempTree({
    'lib/modules/1.0/kernel/a.ko': buildModule({ needs: ['known', 'unknown'] }),
    'lib/modules/1.0/modules.order': 'kernel/a.ko\n',
    'lib/modules/1.0/modules.builtin': '',
    'lib/modules/1.0/modules.builtin.modinfo': '',
    map: MAP,
    'c.conf': 'exclude nothing\n',
  })

const shell = (command: string, top: string) =>
  spawnSync('bash', ['-c', command, 'bash', process.execPath, TSDEPMOD, top], {
    encoding: 'utf8',
  })

describe('tsdepmod and pipes that the user names', () => {
  it.each([
    ['a file', '"$1" "$2" -e -F "$3/map" -C /nowhere -b "$3" 1.0'],
    ['process substitution', '"$1" "$2" -e -F <(cat "$3/map") -C /nowhere -b "$3" 1.0'],
    ['standard input', 'cat "$3/map" | "$1" "$2" -e -F /dev/stdin -C /nowhere -b "$3" 1.0'],
    ['a slow writer', '(sleep 0.3; cat "$3/map") | "$1" "$2" -e -F /dev/fd/0 -C /nowhere -b "$3" 1.0'],
    ['configuration too', '"$1" "$2" -e -F "$3/map" -C <(cat "$3/c.conf") -b "$3" 1.0'],
  ])('reads %s', (_, command) => {
    const top = root()
    const { status, stderr } = shell(command, top)
    expect([status, stderr]).toEqual([
      0,
      `tsdepmod: WARNING: ${top}/lib/modules/1.0/kernel/a.ko needs unknown symbol unknown\n`,
    ])
  })
})

describe('tsdepmod and FIFOs that nobody writes to', () => {
  it.each([
    'modules.order',
    'modules.builtin',
    'modules.builtin.modinfo',
    '.modules.publishing',
    'modules.dep',
    'kernel/b.ko',
  ])('does not wait for %s', (name) => {
    const top = root()
    fs.rmSync(`${top}/lib/modules/1.0/${name}`, { force: true })
    spawnSync('mkfifo', [`${top}/lib/modules/1.0/${name}`])
    expect(shell('"$1" "$2" -C /nowhere -b "$3" 1.0', top).status).toBe(0)
    const names = fs.readdirSync(`${top}/lib/modules/1.0`)
    expect(names).toContain('modules.dep.bin')
    expect(names).not.toContain('.modules.publishing')
    const query = spawnSync(
      process.execPath,
      [TSMODPROBE, '-C', '/nowhere', '-d', top, '-S', '1.0', '-D', 'a'],
      { encoding: 'utf8' },
    )
    expect(query.stdout).toBe(`insmod ${top}/lib/modules/1.0/kernel/a.ko \n`)
  })

  it('ends at SIGTERM while it waits for one that was named, and leaves all as it was', async () => {
    const top = root()
    spawnSync('mkfifo', [`${top}/fifo`])
    const before = fs.readdirSync(`${top}/lib/modules/1.0`)
    const child = spawn(process.execPath, [TSDEPMOD, '-F', `${top}/fifo`, '-C', '/nowhere', '-b', top, '1.0'])
    await sleep(400)
    expect(child.exitCode).toBeNull()
    child.kill('SIGTERM')
    const [status, signal] = await once(child, 'close')
    expect([status, signal]).toEqual([null, 'SIGTERM'])
    expect(fs.readdirSync(`${top}/lib/modules/1.0`)).toEqual(before)
    expect(shell('"$1" "$2" -C /nowhere -b "$3" 1.0', top).status).toBe(0)
  })
})
