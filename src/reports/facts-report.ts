/** What `tskmod facts` has written. */
import type { WrittenFacts } from '../tools/write-facts.ts'
import { counted, formatSize, type TextReport } from './text-kit.ts'

export function writeFactsReport(page: TextReport, output: string, { size, modules }: WrittenFacts): void {
  page.line({ text: output, style: 'name' }, ` ${formatSize(size)}, ${counted(modules, 'module')}`)
}
