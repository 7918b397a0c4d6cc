/** The library in the bundle of another program, ESM and CommonJS, without any file of this package next to it. */
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { build, type Format } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { moduleDirOf, put, RELEASE, temporaryDirectory } from '../support/run-tsdepmod.ts'

const LIBRARY = resolve(import.meta.dirname, '../../dist/index.js')

/** A typical use of the library; on several threads if available, and with a cache. */
const PROGRAM = `
import { closure, check, depmod, modinfo, modprobe, openKernel } from ${JSON.stringify(LIBRARY)}
async function run() {
  const [root, release] = process.argv.slice(2)
  const options = { root, release, jobs: 3, cache: root + '/cache' }
  const made = await depmod(options)
  const again = await depmod(options)
  const kernel = openKernel({ root, release, jobs: 3 })
  const found = await closure(kernel, { names: ['m2'] })
  const { findings } = await check(kernel)
  const infos = await modinfo('m3', { root, release })
  const { actions } = modprobe(['m2'], { root, release })
  console.log(JSON.stringify({
    modules: made.modules.length,
    same: again.outputs.length === made.outputs.length,
    closure: found.modules.map(({ modname }) => modname),
    findings: findings.filter(({ severity }) => severity === 'error').length,
    infos: infos.map(({ modname }) => modname),
    actions: actions.length,
  }))
}
run()
`

function tree(): string {
  const root = temporaryDirectory()
  const forms = ['none', 'gz', 'xz', 'zst'] as const
  for (let i = 0; i < 100; i++) {
    const form = forms[i % forms.length] ?? 'none'
    const needs = i > 0 ? { needs: [`from_${i - 1}`] } : {}
    const bytes = buildModule({ exports: [`from_${i}`], ...needs, modinfo: [`name=m${i}`] })
    const file = `m${i}.ko${form === 'none' ? '' : `.${form}`}`
    put(join(moduleDirOf(root), 'kernel', file), pack(bytes, form))
  }
  for (const name of ['order', 'builtin', 'builtin.modinfo'])
    put(join(moduleDirOf(root), `modules.${name}`), '')
  return root
}

/** Runs PROGRAM as one file in a directory of its own, which has a worker.js of another program. */
async function runBundled(format: Format, minify: boolean): Promise<object> {
  const directory = temporaryDirectory()
  const outfile = join(directory, format === 'cjs' ? 'program.cjs' : 'program.mjs')
  const stdin = { contents: PROGRAM, resolveDir: directory, loader: 'js' as const }
  const { errors } = await build({
    stdin,
    outfile,
    format,
    minify,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    // esbuild warns that import.meta is empty in CommonJS: that is what is tried here.
    logLevel: 'silent',
  })
  expect(errors).toEqual([])
  put(join(directory, 'worker.js'), 'throw new Error("this is no worker of the library")')
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile, tree(), RELEASE], {
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

describe.each<[Format, boolean]>([
  ['esm', false],
  ['cjs', false],
  ['esm', true],
  ['cjs', true],
])('bundled as %s, minified: %s', (format, minify) => {
  it('does what it does in the package', async () => {
    expect(await runBundled(format, minify)).toEqual({
      modules: 100,
      same: true,
      closure: ['m0', 'm1', 'm2'],
      findings: 0,
      infos: ['m3'],
      actions: 3,
    })
  })
})
