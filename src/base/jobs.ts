/** The number of threads, as all commands accept it with --jobs. */
const JOBS = /^[1-9]\d{0,2}$/

/** Describes a valid value of --jobs, for messages. */
export const JOBS_EXPECTED = 'a whole number from 1 to 999'

/** The number of threads, or undefined if the text is not a valid number. */
export const parseJobs = (text: string): number | undefined => (JOBS.test(text) ? Number(text) : undefined)
