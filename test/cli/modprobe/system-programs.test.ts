import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findProgram, programDirectories } from '../../../src/cli/modprobe/system-programs.ts'
import { kernelTree, RELEASE } from '../../kernel/kernel-tree.ts'
import { runTsdepmod, temporaryDirectory } from '../../support/run-tsdepmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const TSMODPROBE = resolve(import.meta.dirname, '../../../bin/tsmodprobe.cjs')
const SYSTEM = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

describe('programDirectories()', () => {
  it.each([
    [undefined, SYSTEM],
    ['', SYSTEM],
    [':', SYSTEM],
    ['.:bin:./x::../y', SYSTEM],
    ['/opt/bin:.:/usr/bin:', ['/opt/bin', '/usr/bin', '/usr/sbin', '/sbin', '/bin']],
  ])('of $PATH %j are %j', (path, directories) => {
    expect(programDirectories(path)).toEqual(directories)
  })
})

describe('findProgram()', () => {
  it('takes the first file that may be run', () => {
    const top = tempTree({ 'a/tool': '', 'b/tool/x': '', 'c/tool': '#!/bin/sh', 'd/tool': '#!/bin/sh' })
    for (const name of ['c', 'd']) fs.chmodSync(`${top}/${name}/tool`, 0o755)
    const path = ['a', 'b', 'c', 'd'].map((name) => `${top}/${name}`).join(':')
    expect(findProgram('tool', path)).toBe(`${top}/c/tool`)
    expect(findProgram('tool', `${top}/a`)).toBeUndefined()
    expect(findProgram('sh', undefined)).toMatch(/^\/(usr\/)?bin\/sh$/)
  })
})

describe('tsmodprobe in a directory with programs of strangers', () => {
  it.each([undefined, '', ':', '.', './', '::.', 'bin:..'])('runs none of them with $PATH %j', (path) => {
    const directory = temporaryDirectory()
    for (const name of ['insmod', 'rmmod', 'logger', 'bin/insmod'].map((name) => `${directory}/${name}`)) {
      fs.mkdirSync(dirname(name), { recursive: true })
      fs.writeFileSync(name, `#!/bin/sh\necho "$0" >> ${directory}/ran\n`, { mode: 0o755 })
    }
    const root = kernelTree()
    expect(runTsdepmod(['-b', root, RELEASE]).status).toBe(0)
    const node = process.execPath
    const common = ['-C', '/nowhere', '-d', root, '-S', RELEASE]
    const env = path === undefined ? {} : { PATH: path }
    for (const args of [['crypto'], ['-s', 'nosuch'], ['-r', 'crypto']])
      spawnSync(node, [TSMODPROBE, ...common, ...args], { cwd: directory, env })
    expect(fs.existsSync(`${directory}/ran`)).toBe(false)
  })
})
