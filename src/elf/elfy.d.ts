/** The part of elfy 1.0.0 that elfy-adapter.ts uses; the package ships no types. */
declare module 'elfy' {
  interface ElfyHeader {
    readonly class: '32' | '64'
    readonly endian: 'lsb' | 'msb'
    readonly shoff: number
    readonly shentsize: number
    readonly shnum: number
    readonly shstrndx: number
  }
  interface ElfyParser {
    parseHeader(header: Buffer): ElfyHeader
  }
  const elfy: { readonly Parser: new () => ElfyParser }
  export = elfy
}
