import { describe, expect, it } from 'vitest'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const OWN = {
  [`${MODULE_DIR}/extra/own.ko`]: buildModule({ modinfo: ['alias=pci:own'], exports: ['of_own'] }),
}

describe('tskmod diff', () => {
  it('gives a summary, and 1 when something was lost', () => {
    const [before, after] = [kernelTree(OWN), kernelTree()]
    const { status, stdout, stderr } = runTskmod(['diff', before, after])
    expect([status, stderr]).toEqual([1, ''])
    expect(wideLines(stdout)).toEqual([])
    expect(stdout).toContain('Something was lost: modules, symbols, aliases\n')
    expect(stdout).toMatch(/^ {2}modules {14}1 {9}- {9}-$/m)
    expect(stdout).toContain('Aliases lost: pci 1\n')
    expect(stdout).toContain(`tskmod diff ${before} ${after} --details=modules\n`)
  })

  it('names the first of each row, and counts builds that are the same but for what is ignored', () => {
    const own = (version: string) => ({
      [`${MODULE_DIR}/extra/own.ko`]: buildModule({ modinfo: [`version=${version}`] }),
    })
    const args = ['diff', kernelTree(own('1')), kernelTree(own('2'))]
    expect(runTskmod(args).stdout).toContain('\n  builds changed: own\n')
    const { status, document } = runForDocument([...args, '--ignore', 'version,signature', '--content'])
    expect([status, document.builds.differing.version, document.sections.builds.changed]).toEqual([
      0,
      1,
      [{ name: 'own', before: expect.stringMatching(/^content/), after: expect.stringMatching(/^content/) }],
    ])
  })

  it('gives 0 when nothing was lost, or nothing differs', () => {
    const [before, after] = [kernelTree(), kernelTree(OWN)]
    expect(runTskmod(['diff', before, after])).toMatchObject({ status: 0 })
    const same = runTskmod(['diff', before, `${before}/${MODULE_DIR}`])
    expect([same.status, same.stdout.split('\n')[0]]).toEqual([0, 'No difference'])
  })

  it('lists what is asked for', () => {
    const { stdout } = runTskmod(['diff', kernelTree(OWN), kernelTree(), '--details=modules,symbols'])
    expect(stdout).toContain('modules 1 difference\n  -  own: extra/own.ko\n')
    expect(stdout).toContain('symbols 1 difference\n  -  of_own: own\n')
  })

  it('takes releases below --root, and module directories anywhere', () => {
    const root = kernelTree({ 'lib/modules/6.13.0/kernel/only.ko': buildModule({}) })
    const { document } = runForDocument(['diff', RELEASE, '6.13.0', '--root', root])
    expect([document.before.release, document.after.release]).toEqual([RELEASE, '6.13.0'])
    const directory = tempTree({ 'staging/6.14/kernel/only.ko': buildModule({}) })
    const { status, document: elsewhere } = runForDocument([
      'diff',
      `${directory}/staging/6.14/`,
      `${root}/lib/modules/6.13.0`,
    ])
    expect([status, elsewhere.before.release, elsewhere.losses]).toEqual([0, '6.14', []])
  })

  it.each([
    [['/nowhere', '/'], /^tskmod: there is no directory '\/nowhere'/],
    [['6.1'], /^tskmod: missing required argument 'after'/],
    [['/', '/', '--ignore', 'time'], /^tskmod: --ignore takes version, .*, not 'time'\n/],
    [['/', '/', '--details=kabi'], /^tskmod: --details takes modules, .*, not 'kabi'\n/],
  ])('refuses %o', (args, expected) => {
    const { status, stdout, stderr } = runTskmod(['diff', ...args])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(expected)
  })
})
