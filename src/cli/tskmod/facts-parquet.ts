/** `tskmod facts --parquet`: adds a kernel to a directory of tables. */
import {
  findSymbolFile,
  type Kernel,
  kernelTables,
  toByteString,
  type WrittenTables,
  writeKernelTables,
} from '../../index.ts'
import { kernelDocument } from '../../reports/json.ts'
import { counted, formatSize } from '../../reports/text-kit.ts'
import { requireDirectoryOf } from './output-file.ts'
import { type Answer, FINE, type SubcommandRequest } from './subcommand.ts'

/** Reads the kernel of the options and writes its tables; the kernel's own symbols are found where packages put them. */
export async function addToTables({ options, openKernel }: SubcommandRequest): Promise<Answer> {
  const directory = options.value('parquet') ?? ''
  const origin = options.value('origin') ?? 'local'
  requireDirectoryOf(directory.replace(/(?<=.)\/+$/, ''))
  const kernel = await openWithSymbolFile(options, openKernel)
  const tables = await kernelTables(kernel, origin)
  const { files } = await writeKernelTables(directory, tables)
  return answerOf(kernel, directory, { files, ...tables })
}

async function openWithSymbolFile(
  options: SubcommandRequest['options'],
  openKernel: SubcommandRequest['openKernel'],
): Promise<Kernel> {
  const kernel = await openKernel()
  if (options.has('symvers') || options.has('system-map')) return kernel
  const symbols = findSymbolFile(kernel.place)
  return Object.keys(symbols).length === 0 ? kernel : openKernel(symbols)
}

function answerOf(
  kernel: Kernel,
  directory: string,
  { files, kernel: { architecture, origin }, unreadable }: WrittenTables & TablesOfKernel,
): Answer {
  const size = files.reduce((sum, file) => sum + file.size, 0)
  return {
    status: FINE,
    document: {
      ...kernelDocument(kernel),
      architecture,
      origin: toByteString(origin),
      directory: toByteString(directory),
      files,
      unreadable,
    },
    warnings: unreadable.map(
      (modname) => `${modname} could not be read: only its name, path and size are there`,
    ),
    write: (page) =>
      page.paragraph(
        [
          { text: kernel.place.release, style: 'name' },
          `${architecture} ${toByteString(origin)}: ${counted(files.length, 'table')}, ${formatSize(size)}`,
          `in ${toByteString(directory)}`,
        ],
        0,
      ),
  }
}

type TablesOfKernel = Pick<Awaited<ReturnType<typeof kernelTables>>, 'kernel' | 'unreadable'>
