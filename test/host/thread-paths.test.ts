import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import {
  isThreadPath,
  missingThreadPath,
  openPlace,
  openThreadPath,
  threadHost,
  threadPathOf,
} from '../../src/host/thread-paths.ts'
import { refusalOf } from '../support/refusal.ts'
import { tempTree } from '../support/temp-tree.ts'

const sample = (): string => join(tempTree({ text: 'in front|the module|after it' }), 'text')

describe('paths for threads', () => {
  it('name a part of a file by its path or its descriptor', () => {
    const file = sample()
    const descriptor = openSync(file, 'r')
    for (const place of [{ path: file }, { descriptor }]) {
      const opened = threadHost.openFile(threadPathOf({ ...place, offset: 9 }, 10, 'x.deb!/a.ko'))
      const target = Buffer.alloc(20, '.')
      expect([opened.size, opened.read(target, 4), target.toString()]).toEqual([
        10,
        6,
        'module..............',
      ])
      expect([opened.readOnce(target, 0, 1, 4), target.toString('latin1', 0, 5)]).toEqual([3, 'mthel'])
      expect(opened.read(target, 10)).toBe(0)
      opened.close()
    }
    // It is still open.
    closeSync(descriptor)
  })

  it('end as the path of the file does', () => {
    const path = threadPathOf({ descriptor: 3, offset: 0 }, 1, 'x.deb!/a.ko.xz')
    expect([isThreadPath(path), path.endsWith('/a.ko.xz'), isThreadPath('/a.ko.xz')]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('say of what is missing how others see it', () => {
    const { details, message } = refusalOf(() => openThreadPath(missingThreadPath('x.deb!/a.ko')))
    expect([details.errno, message]).toEqual(['ENOENT', 'Cannot open "x.deb!/a.ko": ENOENT'])
  })

  it('leave other paths to the machine', () => {
    const opened = threadHost.openFile(sample())
    expect(opened.size).toBe(28)
    opened.close()
  })
})

it('openPlace() reports the path that it is given', () => {
  const opened = openPlace({ descriptor: 9999, offset: 0 }, 5, 'x.deb')
  expect(refusalOf(() => opened.read(Buffer.alloc(1), 0)).message).toBe('Cannot read "x.deb": EBADF')
})

it('a descriptor is that of all threads', async () => {
  const descriptor = openSync(sample(), 'r')
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     const target = Buffer.alloc(8)
     require('node:fs').readSync(workerData, target, 0, 8, 0)
     parentPort.postMessage(target.toString())`,
    { eval: true, workerData: descriptor },
  )
  expect(await new Promise((resolve) => worker.once('message', resolve))).toBe('in front')
  closeSync(descriptor)
})
