import * as fs from 'node:fs'
import { expect, it } from 'vitest'
import { openFacts, openKernel, writeFacts } from '../../src/index.ts'
import { kernelTree } from '../kernel/kernel-tree.ts'
import { tempTree } from '../support/temp-tree.ts'

it('opens what writeFacts() has written as the root of a kernel', async () => {
  const file = `${tempTree({})}/kernel.facts`
  const kernel = openKernel({ root: kernelTree() })
  const written = await writeFacts(kernel, file)
  const { root, host, release, moduleDirectory, modules } = await openFacts(file)
  expect([root, release, moduleDirectory]).toEqual([`${file}!`, kernel.place.release, 'lib/modules'])
  expect(modules).toBe(written.modules)
  const stored = openKernel({ root, host })
  expect(stored.modules().map(({ relpath, size }) => [relpath, size])).toEqual(
    kernel.modules().map(({ relpath, size }) => [relpath, size]),
  )
})

it('refuses another file, and one that is cut', async () => {
  const top = tempTree({ other: 'text' })
  await expect(openFacts(`${top}/other`)).rejects.toMatchObject({ code: 'KMOD_FACTS' })
  await expect(openFacts(`${top}/none`)).rejects.toMatchObject({ code: 'KMOD_IO' })
  await writeFacts(openKernel({ root: kernelTree() }), `${top}/whole`)
  fs.writeFileSync(`${top}/cut`, fs.readFileSync(`${top}/whole`).subarray(0, 1000))
  await expect(openFacts(`${top}/cut`)).rejects.toMatchObject({ code: 'KMOD_FACTS' })
})
