/** A pattern that does not remember where it was: with the flags g and y, `test` gives another answer each time. */
export const stateless = (pattern: RegExp): RegExp =>
  /[gy]/.test(pattern.flags) ? new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')) : pattern
