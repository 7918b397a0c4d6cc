import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openArchiveOutput } from '../../../src/cli/command-line/archive-output.ts'
import { nodeHost } from '../../../src/host/node-host.ts'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { runTsdepmod, temporaryDirectory } from '../../support/run-tsdepmod.ts'
import { runTskmod } from '../../support/run-tskmod.ts'

const INDEXES = 11

function archived(root: string): string {
  const file = join(temporaryDirectory(), 'kernel.tar')
  execFileSync('tar', ['-C', root, '-cf', file, '.'])
  return file
}

describe('tsdepmod --output-archive', () => {
  it('writes the index files of an archive, or of a directory, into another one', () => {
    const root = kernelTree()
    const [directory, out] = [temporaryDirectory(), temporaryDirectory()]
    expect(runTsdepmod(['-C', '/dev/null', '-b', root, '-o', directory, RELEASE]).status).toBe(0)
    for (const [i, source] of [root, archived(root)].entries()) {
      const archive = join(out, `indexes${i}.tar`)
      const args = ['-C', '/dev/null', '-b', source, '--output-archive', archive, RELEASE]
      expect(runTsdepmod(args)).toEqual({ status: 0, stdout: '', stderr: '' })
      execFileSync('tar', ['-C', out, '-xf', archive])
      const names = readdirSync(join(out, MODULE_DIR))
      expect(names).toHaveLength(INDEXES)
      for (const name of names)
        expect(readFileSync(join(out, MODULE_DIR, name))).toEqual(
          readFileSync(join(directory, MODULE_DIR, name)),
        )
    }
  })

  it('writes the same bytes again with SOURCE_DATE_EPOCH', () => {
    const source = archived(kernelTree())
    const made = [0, 1].map((i) => {
      const archive = join(temporaryDirectory(), `${i}.cpio.gz`)
      const env = { SOURCE_DATE_EPOCH: '1700000000' }
      expect(runTsdepmod(['-b', source, '--output-archive', archive, RELEASE], { env }).stderr).toBe('')
      return readFileSync(archive)
    })
    expect(made[0]).toEqual(made[1])
  })

  it.each([
    [['--output-archive', 'x.zip'], /cannot write x\.zip: the name ends with \.tar or \.cpio/],
    [['--output-archive', 'x.tar.xz'], /cannot write x\.tar\.xz: xz archives are only read/],
    [['--output-archive', 'x.tar', '-o', '.'], /--output-archive takes the place of -o/],
    [['--output-archive', 'no/such/x.tar'], /could not write .*no\/such\/x\.tar|no\/such/],
  ])('refuses %j in one line, and leaves nothing', (args, message) => {
    const cwd = temporaryDirectory()
    const { status, stderr } = runTsdepmod(['-b', kernelTree(), ...args, RELEASE], { cwd })
    expect(status).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(readdirSync(cwd)).toEqual([])
  })

  it('does not write the archive that it reads, and leaves an old one when it fails', () => {
    const source = archived(kernelTree())
    const before = readFileSync(source)
    const onto = runTsdepmod(['-b', source, '--output-archive', source, RELEASE])
    expect(onto.stderr).toMatch(/the modules are read from it/)
    expect(readFileSync(source)).toEqual(before)
    const old = join(temporaryDirectory(), 'old.tar')
    writeFileSync(old, 'old')
    expect(runTsdepmod(['-b', source, '--output-archive', old, '9.9.9']).status).toBe(1)
    expect(readFileSync(old, 'utf8')).toBe('old')
  })
})

describe('tskmod closure --install ARCHIVE', () => {
  it('puts into an archive what it puts into a directory', () => {
    const root = kernelTree()
    const [directory, out] = [temporaryDirectory(), temporaryDirectory()]
    const [archive, unpacked] = [join(out, 'initramfs.tar.gz'), join(out, 'unpacked')]
    const closure = ['closure', 'dm-crypt', '--root']
    expect(runTskmod([...closure, root, '--install', directory]).status).toBe(0)
    const { status, stdout, stderr } = runTskmod([...closure, archived(root), '--install', archive])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Installed below ${archive}`)
    execFileSync('sh', ['-c', 'mkdir "$2" && tar -C "$2" -xzf "$1"', 'sh', archive, unpacked])
    const { stdout: differences } = spawnSync('diff', ['-r', directory, unpacked], { encoding: 'utf8' })
    expect(differences).toBe('')
  })

  it('writes nothing when something is missing', () => {
    const archive = join(temporaryDirectory(), 'initramfs.cpio')
    const args = ['closure', 'dm-crypt', 'no-such', '--root', archived(kernelTree()), '--install', archive]
    expect(runTskmod(args).status).toBe(1)
    expect(existsSync(archive)).toBe(false)
  })
})

describe('openArchiveOutput()', () => {
  it('refuses a bad SOURCE_DATE_EPOCH', () => {
    expect(() => openArchiveOutput('x.tar', nodeHost, { SOURCE_DATE_EPOCH: 'today' })).toThrow(
      "SOURCE_DATE_EPOCH takes seconds since 1970, not 'today'",
    )
  })
})
