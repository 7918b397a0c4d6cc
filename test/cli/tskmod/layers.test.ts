/** What the subcommands say of layers: through the built command, as its users do. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { runTsdepmod, temporaryDirectory } from '../../support/run-tsdepmod.ts'
import { runForDocument, runTskmod } from '../../support/run-tskmod.ts'

/** The kernel with its indexes, and a layer with another copy of one module and indexes of that alone. */
function layered(): { base: string; layer: string } {
  const [base, layer] = [kernelTree(), temporaryDirectory()]
  expect(runTsdepmod(['-b', base, RELEASE]).status).toBe(0)
  const listed = /^(\S+\/dm-mod\.ko\S*):/m.exec(
    readFileSync(join(base, MODULE_DIR, 'modules.dep'), 'utf8'),
  )?.[1]
  const path = join(MODULE_DIR, listed ?? '')
  mkdirSync(join(layer, path, '..'), { recursive: true })
  writeFileSync(join(layer, path), readFileSync(join(base, path)))
  return { base, layer }
}

describe('tskmod with --layer', () => {
  it('why says from which layer a copy is, and which it hides', () => {
    const { base, layer } = layered()
    const args = ['why', 'dm-mod', '--root', base, '--layer', layer]
    expect(runTskmod(args).stdout).toContain(`Layers 2 have this file\n  seen    ${layer}\n  hidden  ${base}`)
    const { document } = runForDocument(args)
    expect(document.subjects[0].layers).toEqual([layer, base])
    const alone = runForDocument(['why', 'dm-crypt', '--root', base, '--layer', layer]).document
    expect(alone.subjects[0].layers).toEqual([base])
    expect(runForDocument(['why', 'dm-mod', '--root', base]).document.subjects[0].layers).toEqual([])
  })

  it('check names the indexes of a layer that hide those of the base, and only wrong ones', () => {
    const { base, layer } = layered()
    const hides = () =>
      runForDocument(['check', '--root', base, '--layer', layer]).document.findings.filter(
        ({ kind }: { kind: string }) => kind === 'index-hides',
      )
    expect(hides()).toEqual([])
    expect(runTsdepmod(['-b', layer, RELEASE]).status).toBe(0)
    expect(hides()).toMatchObject([{ severity: 'error', layer, hidden: base }])
    expect(hides()[0].names).toContain('modules.dep.bin')
    expect(runTsdepmod(['-b', base, '--layer', layer, '-o', layer, RELEASE]).status).toBe(0)
    expect(hides()).toEqual([])
  })
})
