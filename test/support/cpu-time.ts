/** Milliseconds of processor time that this process has used. Other than the clock, it is the same on a busy machine. */
export const cpuMilliseconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
