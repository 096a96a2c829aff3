import { RETRY_STEP_NAMES, STEP_NAMES, type StepName, TRANSFER_STEP_NAMES } from '../engine/engine.ts'
import { ConfigFault } from './config-fault.ts'

const VARIABLE = 'CLEARDAY_KILL_AT'
const KNOWN: readonly string[] = [...STEP_NAMES, ...RETRY_STEP_NAMES, ...TRANSFER_STEP_NAMES]

/**
 * The torture test names a step and how often it may pass: `CLEARDAY_KILL_AT='part written:3'` ends the process there as hard
 * as a power cut would. Without the variable a step does nothing. Throws `ConfigFault` for a step that there is none of: a test
 * of kills that kills nothing would pass.
 */
export function stepsThatKill(
  environment: NodeJS.ProcessEnv,
  kill: () => void = () => process.kill(process.pid, 'SIGKILL'),
): (name: StepName) => void {
  const wanted = environment[VARIABLE] ?? ''
  if (wanted === '') return () => {}
  const [name = '', count = '1', ...more] = wanted.split(':')
  if (!KNOWN.includes(name)) throw new ConfigFault(VARIABLE, [`should be a step of ${KNOWN.join(', ')}, not ${name}`])
  if (!/^[1-9]\d{0,8}$/.test(count) || more.length > 0)
    throw new ConfigFault(VARIABLE, [`should be STEP or STEP:N with N from 1, not ${wanted}`])
  let left = Number(count)
  return step => {
    if (step === name && --left === 0) kill()
  }
}
