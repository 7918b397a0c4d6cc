/** `tskmod list`: the modules of a kernel, to choose from. */
import {
  LIST_ORDERS,
  type ListedModule,
  type ListOrder,
  type ListResult,
  list,
} from '../../questions/list.ts'
import { type Cell, counted, formatSize, type TextReport } from '../terminal/text-kit.ts'
import { LOOKUP_OPTIONS } from './options.ts'
import { type Answer, FINDINGS, FINE, kernelDocument, type Subcommand } from './subcommand.ts'

export const LIST: Subcommand = {
  name: 'list',
  operands: '[names...]',
  summary: 'List modules: by path, size, alias family, built in',
  details: `Names are those of closure: modules, aliases, =drivers/net for all of a directory,
paths, and patterns. Without any, every module is listed.`,
  worksOn: 'kernel',
  options: [
    { flags: '--alias <family>', help: 'only modules with aliases of this family: pci, usb, fs, net-pf ...' },
    { flags: '--builtin', help: 'only builtin modules' },
    { flags: '--no-builtin', help: 'no builtin modules' },
    { flags: '--sort <by>', help: 'sort key (default: name)', choices: LIST_ORDERS },
    { flags: '--print <what>', help: 'print only this, one per line', choices: ['names', 'paths'] },
    ...LOOKUP_OPTIONS,
  ],
  examples: [
    ['list =drivers/net --sort size', 'network drivers, largest first'],
    ['list --alias fs --print names', 'all file systems, for a script'],
    ['list --builtin', 'everything that is built in'],
  ],
  async run({ operands, options, openKernel }): Promise<Answer> {
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
  },
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

export function writeList(page: TextReport, { modules }: ListResult): void {
  const size = modules.reduce((sum, module) => sum + (module.size ?? 0), 0)
  page.heading(counted(modules.length, 'module'), formatSize(size))
  page.table(
    modules.map(({ modname, size, isBuiltin, relpath, families }): Cell[] => [
      { text: modname, style: 'name' },
      isBuiltin ? 'builtin' : formatSize(size ?? 0).padStart(8),
      [relpath ?? '', familiesText(families)].filter((text) => text !== '').join('  '),
    ]),
  )
}

/** The three largest. */
function familiesText(families: ListedModule['families']): string {
  const entries = Object.entries(families).sort(([, a], [, b]) => b - a)
  const shown = entries.slice(0, 3).map(([family, count]) => `${family} ${count}`)
  return entries.length === 0 ? '' : `(${[...shown, ...(entries.length > 3 ? ['...'] : [])].join(', ')})`
}
