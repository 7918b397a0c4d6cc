import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { closure } from '../../src/questions/closure/closure.ts'
import { closureDocument, writeClosure } from '../../src/reports/closure-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'
import { buildModule } from '../support/elf-builder.ts'
import { wideLines } from '../support/run-tskmod.ts'

const many = Object.fromEntries(
  Array.from({ length: 70 }, (_, i) => [
    `${MODULE_DIR}/kernel/drivers/${i % 2 ? 'net' : 'gpu/drm'}/m${i}.ko`,
    buildModule({ modinfo: [`firmware=f${i}.bin`] }),
  ]),
)

async function pageOf(names: string[], listAll = false): Promise<string> {
  const kernel = openKernel({ root: kernelTree({ ...many, 'lib/firmware/f1.bin': '1' }) })
  const result = await closure(kernel, { names })
  const page = new TextReport()
  writeClosure(page, {
    kernel,
    source: 'modules',
    staleness: undefined,
    result,
    installed: undefined,
    directory: undefined,
    listAll,
  })
  return page.text
}

it('shows many modules by directory, unless each is wanted', async () => {
  const text = await pageOf(['=drivers/net', '=drivers/gpu'])
  expect(text).toMatch(/^ {2}36 .* kernel\/drivers\/net$/m)
  expect(text).toMatch(/^ {2}35 .* kernel\/drivers\/gpu$/m)
  expect(text).not.toMatch(/asked for/)
  expect(text).toContain('70 optional firmware files; --print missing lists them')
  expect(wideLines(text)).toEqual([])
  expect(await pageOf(['=drivers/net'], true)).toMatch(/ m69 .* asked for: =drivers\/net/)
})

it('shows nothing but what is missing, where there is nothing else', async () => {
  const text = await pageOf(['nobody'])
  expect(text).toMatch(/^0 modules, 0 builtins, 0 firmware files, 0 B$/m)
  expect(text).not.toContain('--install')
})

it('makes a document of plain data', async () => {
  const kernel = openKernel({ root: kernelTree() })
  const result = await closure(kernel, { names: ['crypto'] })
  const document = closureDocument({ kernel, source: 'modules', result, installed: undefined })
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
})

it('names a pair that is needed as the next question, and what may be missing last, quoted', async () => {
  const text = await pageOf(['e1000', 'dm-crypt', 'some thing'])
  const hints = text.slice(text.indexOf('\nNext\n'))
  expect(hints).toMatch(/tskmod why dm_crypt (dm_mod|crypto) --root /)
  expect(hints).toMatch(/add --allow-missing 'some thing'/)
  expect(hints).not.toMatch(/--install/)
  const mistyped = await pageOf(['dm-crpyt'])
  expect(mistyped).toContain('did you mean dm_crypt?')
  expect(mistyped).not.toContain('allow-missing')
})
