import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kernelTree } from '../../kernel/kernel-tree.ts'
import { runForDocument, runTskmod } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

describe('tskmod graph', () => {
  it('prints DOT, or Mermaid', () => {
    const root = kernelTree()
    const dot = runTskmod(['graph', 'aes-generic', '--root', root])
    expect([dot.status, dot.stderr]).toEqual([0, ''])
    expect(dot.stdout).toMatch(/^digraph modules \{\n[\s\S]*"aes_generic" -> "crypto" \[[^\n]*\n\}\n$/)
    expect(runTskmod(['graph', 'aes', '--format', 'mermaid', '--root', root]).stdout).toMatch(
      /^flowchart TD\n/,
    )
  })

  it('gives a document', () => {
    const { status, document } = runForDocument(['graph', 'dm-crypt', '--root', kernelTree()])
    expect(status).toBe(0)
    expect(document.nodes).toHaveLength(4)
    expect(document.edges[0]).toMatchObject({ from: 'aes_generic', to: 'crypto' })
  })

  it('writes a page with its data in it', () => {
    const directory = tempTree({ 'page.html': 'old' })
    const { status, stdout } = runTskmod([
      'graph',
      'dm-crypt',
      '--root',
      kernelTree(),
      '--output',
      `${directory}/page.html`,
    ])
    expect([status, stdout.split('\n')[0]]).toEqual([
      0,
      `Wrote ${directory}/page.html 4 modules, 4 dependencies`,
    ])
    const page = readFileSync(`${directory}/page.html`, 'utf8')
    const data = /<script type="application\/json" id="graph">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ''
    expect(JSON.parse(data).nodes).toHaveLength(4)
  })

  it('gives 1 when something is missing, and shows it', () => {
    const { status, stdout } = runTskmod(['graph', 'nobody', '--root', kernelTree()])
    expect(status).toBe(1)
    expect(stdout).toContain('"nobody" [color=red')
  })

  it.each([
    [[], /^tskmod: missing required argument 'names'/],
    [
      ['aes', '--output', 'picture.png'],
      /^tskmod: cannot tell the format from the name 'picture.png': add --format dot/,
    ],
    [['aes', '--format', 'png'], /^tskmod: --format takes dot, mermaid or html, not 'png'; see/],
    [['aes', '--output', '/nowhere/page.html'], /^tskmod: .*\/nowhere/],
  ])('refuses %o', (args, expected) => {
    const { status, stdout, stderr } = runTskmod(['graph', ...args, '--root', kernelTree()])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(expected)
  })
})
