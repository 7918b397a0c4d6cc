/** Numbers of threads, as all commands take them with --jobs. */
const JOBS = /^[1-9]\d{0,2}$/

/** What a value of --jobs must be, in words. */
export const JOBS_EXPECTED = 'a whole number from 1 to 999'

/** The number of threads, or undefined for a text that is none. */
export const parseJobs = (text: string): number | undefined => (JOBS.test(text) ? Number(text) : undefined)
