import { expect, it } from 'vitest'
import { formatSymbols, moduleSymbols } from '../../src/extract/modprobe-symbols.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

it('moduleSymbols() has what a module needs and offers, and says why there is nothing', async () => {
  const top = tempTree({
    'x.ko': buildModule({
      exports: [{ name: 'e', crc: '0x1deadbeef' }],
      versions: [{ name: '.foo', crc: 5 }],
    }),
    'empty.ko': buildModule({}),
    text: 'no module, but long enough for one',
  })
  expect(formatSymbols((await moduleSymbols(`${top}/x.ko`, 'modversions')).symbols)).toBe('0x00000005\tfoo\n')
  expect(formatSymbols((await moduleSymbols(`${top}/x.ko`, 'exports')).symbols)).toBe('0x1deadbeef\te\n')
  expect(await moduleSymbols(`${top}/empty.ko`, 'exports')).toMatchObject({ errno: 'ENODATA' })
  expect(await moduleSymbols(`${top}/text`, 'exports')).toMatchObject({ errno: 'ENOEXEC' })
  expect(await moduleSymbols(`${top}/nosuch`, 'exports')).toMatchObject({ errno: 'ENOENT' })
})
