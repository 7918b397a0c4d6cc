/** `tskmod list`: the modules of a kernel, to choose from. */
import { type ListedModule, type ListOrder, list, writeList } from '../../index.ts'
import { kernelDocument } from '../../reports/json.ts'
import type { TextReport } from '../../reports/text-kit.ts'
import { type Answer, FINDINGS, FINE, type SubcommandRequest } from './subcommand.ts'

export async function runList({ operands, options, openKernel }: SubcommandRequest): Promise<Answer> {
  const kernel = await openKernel()
  const alias = options.value('alias')
  const order = options.value('sort') as ListOrder | undefined
  const result = await list(kernel, {
    ...(operands.length > 0 && { names: operands }),
    ...(alias !== undefined && { alias }),
    ...(options.value('builtin') !== undefined && { builtin: options.has('builtin') }),
    ...(order !== undefined && { order }),
  })
  return {
    status: result.modules.length > 0 && result.unknown.length === 0 ? FINE : FINDINGS,
    document: { ...kernelDocument(kernel), ...result, modules: result.modules.map(moduleDocument) },
    warnings: result.unknown.map((word) => `no module or alias is called ${word}`),
    write: (page) => {
      const what = options.value('print')
      if (what === undefined) writeList(page, result)
      else for (const module of result.modules) printOnly(page, module, what)
    },
  }
}

const moduleDocument = ({ relpath, size, ...module }: ListedModule): object => ({
  ...module,
  relpath: relpath ?? null,
  size: size ?? null,
})

function printOnly(page: TextReport, { modname, relpath }: ListedModule, what: string): void {
  const text = what === 'names' ? modname : relpath
  if (text !== undefined) page.line(text)
}
