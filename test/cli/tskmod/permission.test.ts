/** What another user may not read is said to be so, and is not taken for missing or damaged. */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { moduleTree, SMALL_DIR } from '../../support/module-tree.ts'
import { TSKMOD } from '../../support/run-tskmod.ts'

const NOBODY = 65534

/** Whether another user can run our program: only root can become one, and the checkout may be closed to it. */
const whyNot = (): string | undefined => {
  if (process.getuid?.() !== 0) return 'only root can become another user'
  return asNobody(['--version']).status === 0 ? undefined : 'another user cannot run this checkout'
}

function asNobody(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { TSKMOD_HINTS: _hints, ...env } = process.env
  return spawnSync(process.execPath, [TSKMOD, ...args], { encoding: 'utf8', uid: NOBODY, gid: NOBODY, env })
}

async function tree(): Promise<string> {
  const root = await moduleTree(
    { low: { exports: ['low'] }, top: { needs: ['low'] } },
    { 'secret/x.conf': '' },
  )
  fs.chmodSync(root, 0o755)
  return root
}

const reason = whyNot()
if (reason !== undefined) console.log(`skipped  permission.test.ts: ${reason}`)

describe.skipIf(reason !== undefined)('tskmod as a user who may not', () => {
  it.each([
    ['the root', '', ''],
    ['lib', '/lib', ''],
    ['lib/modules', '/lib/modules', ''],
  ])('read %s', async (_, path) => {
    const root = await tree()
    fs.chmodSync(`${root}${path}`, 0o700)
    for (const question of [['closure', 'top'], ['check'], ['list'], ['reach']]) {
      const { status, stderr } = asNobody([...question, '--root', root])
      expect([status, stderr]).toEqual([2, `tskmod: Cannot read "${root}/lib/modules": Permission denied\n`])
    }
  })

  it('read a module', async () => {
    const root = await tree()
    fs.chmodSync(`${root}/${SMALL_DIR}/low.ko`, 0o600)
    const { status, stdout } = asNobody(['closure', 'top', '--root', root])
    expect(status).toBe(1)
    expect(stdout).toMatch(/^ {2}unreadable {2}low, for top: Permission denied$/m)
    expect(stdout).not.toContain('Install these')
  })

  it('read the index', async () => {
    const root = await tree()
    fs.chmodSync(`${root}/${SMALL_DIR}/modules.dep.bin`, 0o600)
    const { status, stdout } = asNobody(['closure', 'top', '--root', root])
    expect(status).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toContain('which is slow (modules.dep.bin cannot be read)')
  })

  it('read a configuration, or write a file', async () => {
    const root = await tree()
    fs.chmodSync(`${root}/secret`, 0o700)
    const config = asNobody(['closure', 'top', '--root', root, '--modprobe-config', `${root}/secret/x.conf`])
    expect([config.status, config.stderr]).toEqual([
      2,
      `tskmod: Cannot read "${root}/secret/x.conf": Permission denied\n`,
    ])
    const deny = asNobody(['reach', '--deny', 'top', '--root', root, '--output', `${root}/secret/deny.conf`])
    expect(deny.status).toBe(2)
    expect(deny.stderr).toMatch(/^tskmod: Cannot .*"\S+secret\/deny\.conf": Permission denied\n$/)
  })
})
