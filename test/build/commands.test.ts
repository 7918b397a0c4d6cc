import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/build/commands.ts'
import { cachePath, loadCached } from '../../src/cli/command-line/launcher.ts'

const ROOT = join(import.meta.dirname, '../..')
const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: Record<string, string>
}

describe('COMMANDS', () => {
  it('are those of the package', () => {
    expect(COMMANDS.map(({ name }) => name).sort()).toEqual(Object.keys(bin).sort())
  })

  it.each(COMMANDS)('$name has its source and a script that starts it', ({ name, entry }) => {
    expect(existsSync(join(ROOT, 'src', entry))).toBe(true)
    const script = join(ROOT, bin[name] ?? '')
    expect(readFileSync(script, 'latin1')).toContain(`.launch('${name}')`)
    expect(statSync(script).mode & 0o111).toBe(0o111)
  })

  it('are warmed up without a file outside of their tree', () => {
    const calls = COMMANDS.find(({ name }) => name === 'tskmod')?.warmUp ?? []
    const asking = calls.filter((call) => call.includes('{root}'))
    expect(asking).not.toEqual([])
    for (const call of asking) expect(call).toContain(' --cache {root}/')
  })

  it.each(COMMANDS)('$name is built, with a cache that this Node.js takes', ({ name }) => {
    const bundle = join(ROOT, 'dist/commands', `${name}.cjs`)
    expect(existsSync(cachePath(bundle))).toBe(true)
    expect(loadCached(bundle)).toHaveProperty('main')
  })
})
