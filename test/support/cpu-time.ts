/** Milliseconds of CPU time that this process has used. Unlike wall time, it does not depend on the machine's load. */
export const cpuMilliseconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
