import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildModule } from '../../support/elf-builder.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const tree = () =>
  tempTree({
    'm/one.ko': buildModule({
      modinfo: ['license=GPL', 'vermagic=6.12.0 SMP '],
      needs: ['_printk'],
      versions: [{ name: '_printk', crc: 0x10 }],
    }),
    'right/Module.symvers': '0x00000010\t_printk\tvmlinux\tEXPORT_SYMBOL\t\n',
    wrong: '0x00000011\t_printk\tvmlinux\tEXPORT_SYMBOL\t\n',
    list: 'kfree\n',
  })

it('is fine where all modules load', () => {
  const top = tree()
  const { status, stdout, stderr } = runTskmod(['abi', join(top, 'm'), '--against', join(top, 'right')])
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).not.toContain('is refused')
})

it('shows why a module would not load, and gives 1', () => {
  const top = tree()
  const args = [
    'abi',
    join(top, 'm/one.ko'),
    '--against',
    join(top, 'right'),
    '--against',
    join(top, 'wrong'),
  ]
  const { status, stdout } = runTskmod([...args, '--stablelist', join(top, 'list')])
  expect(status).toBe(1)
  expect(wideLines(stdout)).toEqual([])
  expect(stdout).toContain('one is refused')
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'versions differ: _printk (0x00000011 there, 0x00000010 in the module)',
  )
  expect(stdout).toMatch(/one {2}1: _printk/)
  const { document } = runForDocument(args)
  expect(document.modules[0].verdicts.map(({ loads }: { loads: boolean }) => loads)).toEqual([true, false])
})

it('prints requires', () => {
  const top = tree()
  const asked = ['abi', join(top, 'm'), '--emit', 'ksym', '--against']
  expect(runTskmod([...asked, join(top, 'wrong')]).stdout).toBe('ksym(_printk) = 0x00000010\n')
  const args = [...asked, join(top, 'right')]
  expect(runTskmod(args)).toMatchObject({ status: 0, stdout: 'kernel(_printk) = 0x00000010\n' })
  expect(runForDocument(args).document.requires).toEqual(['kernel(_printk) = 0x00000010'])
})

it('says what is missing', () => {
  const top = tree()
  expect(runTskmod(['abi', join(top, 'm')])).toMatchObject({ status: 2 })
  expect(runTskmod(['abi', '/nowhere', '--against', join(top, 'wrong')])).toMatchObject({ status: 2 })
  expect(runTskmod(['abi', join(top, 'm'), '--against', '/nowhere'])).toMatchObject({ status: 2 })
})
