/**
 * Modules that a real kernel loads, made with the assembler: a few sections around an init function that returns 0. What
 * depends on the kernel (the size of its struct module, and where the pointer to the init function is in it) is taken from
 * a module that came with it.
 */
import { execFileSync } from 'node:child_process'

/** What a module of the kernel has in `.gnu.linkonce.this_module`. */
export interface ModuleTemplate {
  /** Bytes of struct module. */
  readonly size: number
  /** Offset of the pointer to the init function. */
  readonly initAt: number
}

export interface AsmExport {
  readonly name: string
  readonly crc?: number
  readonly gplOnly?: boolean
  readonly namespace?: string
}

export interface AsmModule {
  readonly name: string
  /** Fields of .modinfo, `key=value`. */
  readonly modinfo: readonly string[]
  readonly needs?: readonly string[]
  readonly weak?: readonly string[]
  /** Records of `__versions`; undefined: there is no such section. */
  readonly versions?: readonly (readonly [name: string, crc: number])[]
  /** Whether the records are those of `__version_ext_crcs` and `__version_ext_names`. */
  readonly isExtended?: boolean
  readonly exports?: readonly AsmExport[]
  readonly machine?: '32' | '64'
  /** Since Linux 7.1: one table of exports, and one of their flags. */
  readonly hasFlagTable?: boolean
}

/** Offset of the name in struct module of 64-bit kernels: after a state and a list head. */
const NAME_AT = 24
const NAME_SIZE = 56
const RECORD_NAME_SIZE = 56

export function templateOf(path: string): ModuleTemplate {
  const sections = execFileSync('readelf', ['-SW', path], { encoding: 'latin1' })
  const size = /\.gnu\.linkonce\.this_module\s+PROGBITS\s+\w+\s+\w+\s+(\w+)/.exec(sections)?.[1]
  const all = execFileSync('readelf', ['-rW', path], { encoding: 'latin1' })
  const relocations = all.slice(all.indexOf("'.rela.gnu.linkonce.this_module'"))
  const init = /^(\w{16})\s+\w+\s+R_X86_64_64\s+\w+\s+init_module\b/m.exec(relocations)?.[1]
  if (size === undefined || init === undefined) throw new Error(`"${path}" has no init function`)
  return { size: Number.parseInt(size, 16), initAt: Number.parseInt(init, 16) }
}

/** Writes the module to `path`. */
export function assemble(path: string, module: AsmModule, template: ModuleTemplate): void {
  const source = [
    ...modinfo(module),
    '.text',
    '.globl init_module',
    '.type init_module,@function',
    'init_module: xorl %eax, %eax',
    'ret',
    ...references(module),
    ...exported(module.exports ?? [], module.hasFlagTable === true),
    ...(module.isExtended ? extendedVersions(module.versions) : versions(module.versions)),
    ...thisModule(module, template),
    '.section .note.GNU-stack,"",@progbits',
    '',
  ].join('\n')
  const flag = module.machine === '32' ? '--32' : '--64'
  execFileSync('as', ['-W', flag, '-o', path, '-'], { input: source })
}

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const modinfo = ({ modinfo }: AsmModule): string[] => [
  '.section .modinfo,"a",@progbits',
  ...modinfo.map((field) => `.asciz ${quoted(field)}`),
]

/** A pointer to each symbol is enough to need it. */
function references({ needs = [], weak = [], machine }: AsmModule): string[] {
  const word = machine === '32' ? '.long' : '.quad'
  return [
    '.section .data,"aw",@progbits',
    ...weak.map((name) => `.weak ${name}`),
    ...[...needs, ...weak].map((name) => `${word} ${name}`),
  ]
}

function exported(exports: readonly AsmExport[], hasFlagTable: boolean): string[] {
  return exports.flatMap(({ name, crc, gplOnly, namespace = '' }) => {
    const suffix = gplOnly && !hasFlagTable ? '_gpl' : ''
    return [
      '.text',
      `.globl ${name}`,
      `.type ${name},@function`,
      `${name}: ret`,
      '.section __ksymtab_strings,"a",@progbits',
      `__kstrtab_${name}: .asciz ${quoted(name)}`,
      `__kstrtabns_${name}: .asciz ${quoted(namespace)}`,
      `.section __ksymtab${suffix},"a",@progbits`,
      '.balign 4',
      `__ksymtab_${name}: .long ${name}-., __kstrtab_${name}-., __kstrtabns_${name}-.`,
      ...(hasFlagTable
        ? ['.section __kflagstab,"a",@progbits', `__flags_${name}: .byte ${gplOnly ? 1 : 0}`]
        : []),
      ...(crc === undefined
        ? []
        : [
            `.section __kcrctab${suffix},"a",@progbits`,
            '.balign 4',
            `.globl __crc_${name}`,
            `__crc_${name}: .long ${crc}`,
          ]),
    ]
  })
}

const versions = (records: AsmModule['versions']): string[] =>
  records === undefined
    ? []
    : [
        '.section __versions,"a",@progbits',
        ...records.flatMap(([name, crc]) => [
          `.quad ${crc}`,
          `.ascii ${quoted(name)}`,
          `.zero ${RECORD_NAME_SIZE - name.length}`,
        ]),
      ]

const extendedVersions = (records: AsmModule['versions'] = []): string[] => [
  '.section __version_ext_crcs,"a",@progbits',
  ...records.map(([, crc]) => `.long ${crc}`),
  '.section __version_ext_names,"a",@progbits',
  ...records.map(([name]) => `.asciz ${quoted(name)}`),
]

function thisModule({ name, machine }: AsmModule, { size, initAt }: ModuleTemplate): string[] {
  const before = NAME_AT + NAME_SIZE
  return [
    '.section .gnu.linkonce.this_module,"aw",@progbits',
    '.globl __this_module',
    '__this_module:',
    `.zero ${NAME_AT}`,
    `.ascii ${quoted(name)}`,
    `.zero ${NAME_SIZE - name.length}`,
    `.zero ${initAt - before}`,
    machine === '32' ? '.zero 8' : '.quad init_module',
    `.zero ${size - initAt - 8}`,
  ]
}
