/** `tskmod facts`: everything that is known of a kernel, as files that outlive its tree. */
import { KmodError } from '../../index.ts'
import { addToTables, PARQUET_OPTIONS } from './facts-parquet.ts'
import { SYMBOL_OPTIONS } from './options.ts'
import type { Answer, Subcommand } from './subcommand.ts'

export const FACTS: Subcommand = {
  name: 'facts',
  operands: '',
  summary: 'Write down what is known of a kernel',
  details: `With --parquet, as tables of many kernels, about which tskmod fleet answers questions.
Run it once for each kernel, as many at a time as wanted; a kernel that is there is
replaced.`,
  worksOn: 'kernel',
  options: [...PARQUET_OPTIONS, ...SYMBOL_OPTIONS],
  examples: [['facts --parquet tables --origin debian', 'add a kernel to tables']],
  async run(request): Promise<Answer> {
    if (!request.options.has('parquet'))
      throw new KmodError('KMOD_USAGE', 'nothing to write: add --parquet DIR')
    return addToTables(request)
  },
}
