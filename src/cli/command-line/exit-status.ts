/** kmod uses no others. */
export const SUCCESS = 0
export const FAILURE = 1
export type ExitStatus = typeof SUCCESS | typeof FAILURE
