import { describe, expect, it } from 'vitest'
import { summary, time } from './measure.ts'

describe('summary()', () => {
  it.each([
    [[3, 1, 2], { median: 2, min: 1, max: 3 }],
    [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4 }],
    [[7], { median: 7, min: 7, max: 7 }],
  ])('of %j', (values, expected) => {
    expect(summary(values)).toEqual(expected)
  })
})

describe('time()', () => {
  it('reports wall and CPU time of a command', async () => {
    const { wall, cpu } = await time([
      process.execPath,
      '-e',
      'const s = Date.now(); while (Date.now() - s < 60);',
    ])
    expect(wall).toBeGreaterThan(60)
    expect(cpu).toBeGreaterThan(30)
  })

  it('refuses a command that fails', async () => {
    await expect(time(['false'])).rejects.toThrow('exit status 1')
  })
})
