/**
 * Milliseconds of processor time that this thread has used. A test that guards against a hang asks how long the work took,
 * not how long the machine let it wait: on a busy machine a wait of a quarter of a second says nothing about the code.
 */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The same of all threads of this process, for work that is done in others, as unpacking is. */
export function processCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
