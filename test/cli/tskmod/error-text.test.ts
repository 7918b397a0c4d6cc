import { expect, it } from 'vitest'
import { KmodError } from '../../../src/base/errors.ts'
import { errorText } from '../../../src/cli/tskmod/error-text.ts'
import { nodeHost } from '../../../src/host/node-host.ts'
import { decodeIndex } from '../../../src/indexes/decode-index.ts'
import { refusalOf } from '../../support/refusal.ts'

it('puts system errors into words', () => {
  expect(errorText(refusalOf(() => nodeHost.readFile('/nonexistent/x')) as KmodError)).toBe(
    'Cannot open "/nonexistent/x": No such file or directory',
  )
  expect(errorText(new KmodError('KMOD_IO', 'Cannot do: EFOO', { errno: 'EFOO' }))).toBe('Cannot do: EFOO')
  expect(errorText(new KmodError('KMOD_USAGE', 'say what to do'))).toBe('say what to do')
})

it('has no magic numbers', () => {
  const error = refusalOf(() => decodeIndex(Buffer.from('# Soft dependencies of modules'))) as KmodError
  expect(errorText(error)).toBe('Cannot read index: it is not a binary index')
})
