/**
 * One text in every compression that the tests read, each with the command that made it (xz 5.4.1, zstd 1.5.4):
 *
 *   printf 'tskmod xz fixture %d; ' 1 2 3 4 5 6 > plain
 */
const base64 = (text: string): Buffer => Buffer.from(text, 'base64')

export const PLAIN = Buffer.from([1, 2, 3, 4, 5, 6].map((i) => `tskmod xz fixture ${i}; `).join(''))

/** By the argument of `xz -c --check=... < plain`. */
export const XZ = {
  none: base64(
    '/Td6WFoAAAD/EtlBAgAhARYAAAB0L+Wj4AB9ACldADocyZp1cflgPlF+tZA3BHzY1wamM2PcXbcGoIJ9RlRIBSeOmH3l5DtAAAAAAAABPX6uodP9BnKeegEAAAAAAFla',
  ),
  crc32: base64(
    '/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4AB9ACldADocyZp1cflgPlF+tZA3BHzY1wamM2PcXbcGoIJ9RlRIBSeOmH3l5DtAAAAAAAuucSUAAUF+VJdZfpBCmQ0BAAAAAAFZWg==',
  ),
  crc64: base64(
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AB9ACldADocyZp1cflgPlF+tZA3BHzY1wamM2PcXbcGoIJ9RlRIBSeOmH3l5DtAAAAAAKPgZwxulYucAAFFflBSNRoftvN9AQAAAAAEWVo=',
  ),
  sha256: base64(
    '/Td6WFoAAArh+wyhAgAhARYAAAB0L+Wj4AB9ACldADocyZp1cflgPlF+tZA3BHzY1wamM2PcXbcGoIJ9RlRIBSeOmH3l5DtAAAAAANzVPoOgocAKt6tvzjrxms8mfc5uLXgZAIi2+UI1PIyUAAFdfgnKLpgYm0uaAQAAAAAKWVo=',
  ),
} as const

/** xz -c --check=crc32 --block-size=40 --threads=2 < plain: four blocks, whose headers hold both sizes */
export const XZ_BLOCKS = base64(
  '/Td6WFoAAAFpIt42AsAmKCEBFgDK0orO4AAnAB5dADocyZp1cflgPlF+tZA3BHzY1wamM2PcXbcGFHAAAAAAAAw2ivACwCUoIQEWAGSgHkjgACcAHV0AHYgLB5G0/0rpQv2faviP5o4i/AUEkiap4j2MAAAAAAAAi6W67wLAJighARYAytKKzuAAJwAeXQAQDQPVB2LlNoLu0vTZvJlUbuKqu3cwoH7MWi33wAAAAAAuZ22YAsAKBiEBFgDihhXAAQAFcmUgNjsgAAAAuAzyIQAENig1KDYoGgYAAPcGDL6b41FAAwAAAAABWVo=',
)

/** xz -c --x86 --lzma2 < plain */
export const XZ_X86 = base64(
  '/Td6WFoAAATm1rRGAgEEACEBFgANhjUf4AB9ACldADocyZp1cflgPlF+tZA3BHzY1wamM2PcXbcGoIJ9RlRIBSeOmH3l5DtAAAAAAKPgZwxulYucAAFFflBSNRoftvN9AQAAAAAEWVo=',
)

/** xz -c --delta=dist=1 --lzma2 < plain */
export const XZ_DELTA = base64(
  '/Td6WFoAAATm1rRGAgEDAQAhARZ5IMTu4AB9ADBdADo/2wArMiJZM+HxoAKEDHAr58DAgmjPoE6o9wq9GKzSXjCgNImi8JHI1GoqaSC8oACj4GcMbpWLnAABTH4Z6ffLH7bzfQEAAAAABFla',
)

/**
 * xz -c --check=crc32 --riscv --lzma2, of branchCode(seededRandom(58), 300); xz 5.8.1: 5.4 does not have the filter.
 */
export const XZ_RISCV = base64(
  '/Td6WFoAAAFpIt42BMGwAqwCCwAhARYAAAAAALR6oNYBASsXMThAJlGP+NOAsAU8kxcFFzEAmlnB8BY3puj/FwnlENNHmTcYl5f6dWrDzQoc/1BQfxcxKFi5uuXEEPfpAf+PsrBQz/gDGOlL+JPrBfBKEpPoFwOXF9B/g4iXv5Pv6NpAmKCC6JT4g+9ASPuUEBcxwGjR1MjWAZPP3xaXf+kX3aUAoyVtzX+TUJOisJeXBhroAPWTF+PoUO9Aw7GQYs7flED0EJfvZhfXh3/Jl8iTBxeDJVADD+MiI/j/Du+XEAOXELBv6fADAAo0QHful0hu/0ig6ApQFzGwYNkGcwTC/wFQl3+XYfn/sPDA6O/4UIMDSLoP5bSQa0sBClAXMSBQK1XMpqLAlxYrtAOOF6DEbAMH0JJIg3/4Ei7APD5A+OiUg8xKSIMx/woSFoMA9eoGjAAByAKsAgAAt2kXQD4wDYsCAAAAAAFZWg==',
)

/** The same with --riscv=start=1234567890 --delta=dist=3 --x86 --lzma2 */
export const XZ_RISCV_CHAIN = base64(
  '/Td6WFoAAAFpIt42BsOwAqwCCwTSApZJAwECBAAhARYAAAAABtDwhwEBKxcxOCk+r1Jb7O7mMrzjEsmEGvuDKMFWvXa20shxIeb5ymKJZNH+YOLe08lYoFkyRjSAx+GpQdIokJPAD1PxCKaxscEdSLNJ8UjgqqANXV8No54FcK8AzehsuBg8C1gpR1GwxkJQ9HabW/jHdaTGs52wUeqqY42XyCfeg8ig04BevOnGgG0qWiaDFA9gBPVWg1H626sX7lU5DFhzwlCfHU8ychV8V/tWgOghaPIQScpwT/AeOYDqkx8UFd3r95gCFAAArdjZQJQXGjFAbbpX0YBoADLpwrAvJ2BJ8ewVtCaKK46YfkfKemhP98E4/zholAv4Nwyd+oGGl3GfBRYn0DlDy38Et/EfdGsd7WNjnTZVY0Nkj0Gz7bCPr8gqEIC8qlSL5LbFt+e3h+EXeQD16gaMAAHQAqwCAABB6ZKvPjANiwIAAAAAAVla',
)

/** xz -c < /dev/null */
export const XZ_EMPTY = base64('/Td6WFoAAATm1rRGAAAAABzfRCEftvN9AQAAAAAEWVo=')

/** zstd -qc plain: names its size */
export const ZSTD = base64('KLUv/SR+VQEA4HRza21vZCB4eiBmaXh0dXJlIDE7IDIzNDU2OyAFAIAWQB+gGaBF9CYTkht0XA==')

/** zstd -qc < plain: does not */
export const ZSTD_PIPED = base64(
  'KLUv/QRYVQEA4HRza21vZCB4eiBmaXh0dXJlIDE7IDIzNDU2OyAFAIAWQB+gGaBF9CYTkht0XA==',
)

/** zstd -qc empty-file */
export const ZSTD_EMPTY = base64('KLUv/SQAAQAAmenYUQ==')
