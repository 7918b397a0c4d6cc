/**
 * The errors by which codecs refuse data. `reason` is the text that kmod prints after `xz: `, `zstd: ` or `gzip: `;
 * where kmod prints nothing, there is none.
 */
import { KmodError, type KmodErrorDetails } from '../base/errors.ts'
import type { CompressionName } from './codec.ts'

export interface Refusal {
  readonly reason?: string
  /** What is wrong, where this says more than kmod's words. */
  readonly because?: string
  readonly cause?: unknown
}

/** Data that is damaged or cut. */
export const corrupt = (codec: CompressionName, refusal: Refusal): KmodError =>
  refused('KMOD_COMPRESSION_CORRUPT', codec, refusal)

/** Data that is whole, but of a variant that nothing here reads. */
export const unsupported = (codec: CompressionName, refusal: Refusal): KmodError =>
  refused('KMOD_COMPRESSION_UNSUPPORTED', codec, refusal)

function refused(
  code: 'KMOD_COMPRESSION_CORRUPT' | 'KMOD_COMPRESSION_UNSUPPORTED',
  codec: CompressionName,
  { reason, because, cause }: Refusal,
): KmodError {
  const details: KmodErrorDetails = {
    codec,
    ...(reason && { reason }),
    ...(cause !== undefined && { cause }),
  }
  return new KmodError(code, `Cannot decompress ${codec} data: ${because ?? reason}`, details)
}
