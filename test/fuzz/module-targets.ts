/** Readers of a module's file. */
import { gzipSync } from 'node:zlib'

import { wholeSource } from '../../src/base/byte-source.ts'
import { type CompressionName, loadCodec } from '../../src/codecs/codecs.ts'
import { loadZstdReference, type ZstdReference } from '../../src/codecs/zstd/zstd-reference.ts'
import { openElf } from '../../src/elf/elf-image.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'
import { parseModinfo } from '../../src/facts/modinfo-section.ts'
import type { Host } from '../../src/host/host.ts'
import { blockSource } from '../../src/indexes/block-source.ts'
import { ModuleReader } from '../../src/read/module-reader.ts'
import { parseDer } from '../../src/signatures/der.ts'
import { firstPkcs7Signer } from '../../src/signatures/pkcs7.ts'
import { readSignature } from '../../src/signatures/signature.ts'
import {
  PLAIN,
  XZ,
  XZ_BLOCKS,
  XZ_DELTA,
  XZ_EMPTY,
  XZ_RISCV,
  XZ_RISCV_CHAIN,
  XZ_X86,
  ZSTD,
  ZSTD_EMPTY,
  ZSTD_PIPED,
} from '../codecs/fixtures.ts'
import { decompress, hasProgram } from '../codecs/ladders.ts'
import { pack } from '../support/containers.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { fileOf } from '../support/open-file.ts'
import { pkcs7, signerInfo } from '../support/signature-builder.ts'
import { packZstd } from '../support/zstd-frames.ts'
import { FactsTwins } from './facts-twins.ts'
import { builtModules, fullModule, realModules } from './module-seeds.ts'
import type { Target } from './target.ts'

const NAMES = ['.modinfo', '__versions', '__ksymtab_strings', '.symtab', '.strtab', '__crc_', '__ksymtab_']

const twins = new FactsTwins()

/** All readers of an ELF image, one after the other. */
function readElf(bytes: Uint8Array): void {
  twins.read(bytes)
  const image = openElf(wholeSource(bytes))
  readSignature(image.source)
  parseModinfo(image)
}

/** Lives for many inputs, as in a run. */
let extractor = new FactsExtractor()
const MODULES_PER_EXTRACTOR = 1000

/** A host with one file, which is read from disk piece by piece as real ones are. */
function hostOf(bytes: Uint8Array): Host {
  const file = fileOf(bytes)
  return { openFile: () => file } as unknown as Host
}

/** What depmod does with each module: detect the compression, decompress, extract facts from the loaded parts. */
async function readModuleFile(bytes: Uint8Array): Promise<void> {
  if (extractor.moduleCount >= MODULES_PER_EXTRACTOR) extractor = new FactsExtractor()
  await new ModuleReader(hostOf(bytes), extractor.memory).use('/x.ko', (source) => extractor.add(source))
}

/** A module whose section of that name is the input. */
const sectionTarget = (name: string, spec: ModuleSpec, seeds: readonly string[]): Target => ({
  name: `section ${name}`,
  seeds: () => seeds.map((seed) => Buffer.from(seed, 'latin1')),
  dictionary: ['\0', '=', 'alias=', 'softdep=', 'parm=x:', 'parmtype=', '[', ']', '__crc_', '.', '\xff'],
  read: (input) =>
    readElf(
      buildModule({ ...spec, damage: { contents: { [name]: Buffer.from(input).toString('latin1') } } }),
    ),
})

const codecTarget = (name: CompressionName, seeds: () => readonly Uint8Array[]): Target => ({
  name,
  seeds,
  read: async (input) => (await decompress(await loadCodec(name), input)).length,
})

const compressed = (format: 'gz' | 'xz' | 'zst') => (): Uint8Array[] =>
  [PLAIN, fullModule(), Buffer.alloc(100_000, 'abc')].map((plain) => pack(plain, format))

const zstdSeeds = (): Uint8Array[] => [
  ZSTD,
  ZSTD_PIPED,
  ZSTD_EMPTY,
  Buffer.concat([ZSTD, ZSTD]),
  Buffer.concat([Buffer.from('502a4d1804000000aabbccdd', 'hex'), ZSTD, ZSTD_PIPED]),
  ...compressed('zst')(),
]

/** Frames without checksum too, of which damaged ones expand to something. */
const zstdFrames = (): Uint8Array[] => [
  ...zstdSeeds(),
  ...(hasProgram('zstd') ? [PLAIN, fullModule(), Buffer.alloc(5000, 'abcdefg')] : []).flatMap((plain) =>
    [1, 19].map((level) => packZstd(plain, { level, checksum: false })),
  ),
]

/**
 * Whatever our decoder accepts, the official one expands to the same.
 * @throws Error if they differ, which is not a KmodError: that is a bug
 */
async function readByBothZstd(input: Uint8Array): Promise<number> {
  const official = await wasmZstd()
  const plain = (await loadCodec('zstd')).decode(input)
  if (plain === undefined) return official(input).length
  if (Buffer.compare(plain, official(input)) !== 0) throw new Error('Expected the same uncompressed bytes')
  return plain.length
}

let wasm: Promise<ZstdReference> | undefined
/** One for all inputs: each has memory of its own, which is never freed. */
function wasmZstd(): Promise<ZstdReference> {
  wasm ??= loadZstdReference()
  return wasm
}

export const MODULE_TARGETS: readonly Target[] = [
  {
    name: 'elf',
    seeds: () => [...builtModules(), ...realModules('.ko', 8)],
    dictionary: NAMES,
    read: readElf,
  },
  {
    name: 'module file',
    seeds: () => [
      ...builtModules(),
      ...(['gz', 'xz', 'zst'] as const).map((format) => pack(fullModule(), format)),
      ...realModules('.ko.xz', 4),
    ],
    dictionary: NAMES,
    read: readModuleFile,
  },
  sectionTarget('.modinfo', { modinfo: ['x=y'] }, [
    'license=GPL\0alias=pci:v*\0softdep=pre: a\0',
    '\0\0a',
    'a=',
  ]),
  sectionTarget('__versions', { needs: ['a'], versions: [{ name: 'a', crc: 1 }] }, [
    `\x01${'\0'.repeat(7)}a${'\0'.repeat(55)}`,
    `\x01${'\0'.repeat(7)}${'b'.repeat(56)}`,
  ]),
  sectionTarget('__version_ext_names', { needs: ['a'], extendedVersions: [{ name: 'a', crc: 1 }] }, [
    'a\0',
    'a\0b\0',
  ]),
  sectionTarget('__ksymtab_strings', { exports: ['a'] }, ['a\0', 'a\0b\0\0', 'a']),
  sectionTarget('.strtab', { exports: [{ name: 'a', crc: 1 }], needs: ['b'] }, ['\0a\0__crc_a\0b\0', '\0']),
  { name: 'der', seeds: () => [pkcs7(signerInfo()), signerInfo()], read: (input) => parseDer(input) },
  {
    name: 'pkcs7',
    seeds: () => [
      pkcs7(signerInfo()),
      pkcs7(signerInfo({ byKeyId: true })),
      pkcs7(signerInfo({ serial: '80ff' }), signerInfo()),
      pkcs7(),
    ],
    read: (input) => firstPkcs7Signer(input),
  },
  {
    name: 'signature',
    seeds: () => builtModules().slice(-2),
    dictionary: ['~Module signature appended~\n'],
    read: (input) =>
      readSignature(blockSource(input.length, (target, at) => hostOf(input).openFile('').read(target, at))),
  },
  codecTarget('gzip', () => [
    ...compressed('gz')(),
    Buffer.concat([gzipSync('a'), gzipSync('b'), Buffer.alloc(9)]),
    gzipSync(Buffer.alloc(70_000)),
  ]),
  codecTarget('xz', () => [
    ...Object.values(XZ),
    XZ_BLOCKS,
    XZ_X86,
    XZ_DELTA,
    XZ_RISCV,
    XZ_RISCV_CHAIN,
    XZ_EMPTY,
    ...compressed('xz')(),
    ...realModules('.ko.xz', 2),
  ]),
  { name: 'zstd', seeds: zstdFrames, read: readByBothZstd },
  // For input that ours refuses.
  { name: 'zstd wasm', seeds: zstdSeeds, read: async (input) => (await wasmZstd())(input).length },
]
