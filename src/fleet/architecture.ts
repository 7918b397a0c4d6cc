/** The architecture of a kernel by the ELF header of its modules, under the name that `uname -m` has for it there. */

/** EM_* of elf.h to the kernel's own name; where it depends on size and byte order, see below. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [2, 'sparc'],
  [3, 'i386'],
  [4, 'm68k'],
  [15, 'parisc'],
  [20, 'ppc'],
  [40, 'arm'],
  [42, 'sh'],
  [43, 'sparc64'],
  [50, 'ia64'],
  [62, 'x86_64'],
  [93, 'arc'],
  [94, 'xtensa'],
  [183, 'aarch64'],
  [252, 'csky'],
  [0x9026, 'alpha'],
])

const MIPS = 8
const PPC64 = 21
const S390 = 22
const RISCV = 243
const LOONGARCH = 258

/** What the name depends on. */
export interface ElfIdentity {
  readonly elfClass: 32 | 64
  readonly littleEndian: boolean
  readonly machine: number
}

/** `x86_64`, `aarch64`, `ppc64le`; `em-N` for one without a name here, `unknown` without a module. */
export function architectureOf(elf: ElfIdentity | undefined): string {
  if (elf === undefined) return 'unknown'
  const { machine, elfClass, littleEndian } = elf
  const bits = elfClass === 64 ? '64' : ''
  switch (machine) {
    case MIPS:
      return `mips${bits}${littleEndian ? 'el' : ''}`
    case PPC64:
      return `ppc64${littleEndian ? 'le' : ''}`
    case S390:
      return elfClass === 64 ? 's390x' : 's390'
    case RISCV:
      return `riscv${elfClass}`
    case LOONGARCH:
      return `loongarch${elfClass}`
    default:
      return NAMES.get(machine) ?? `em-${machine}`
  }
}
