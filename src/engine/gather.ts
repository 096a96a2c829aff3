import type { Engine } from './engine.ts'

/** How many askings are on their way at once, and how many are served by one of them. */
export interface GatherLimits {
  readonly inFlightMax: number
  readonly togetherMax: number
}

/**
 * Serves those who ask in the same moment together: what a trip to the database costs is nearly the same for one and for hundreds.
 * Nobody joins what is on its way already: each answer is of a moment after it was asked for. Equal keys are asked for once. What
 * fails fails for those who asked with it, and for nobody else. Undefined where `serve` gave a key no answer.
 */
export function gather<Key, Answer>(
  serve: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Answer>>,
  { inFlightMax, togetherMax }: GatherLimits,
): (key: Key) => Promise<Answer | undefined> {
  let waiting: Waiting<Key, Answer>[] = []
  let inFlight = 0
  const send = () => {
    if (waiting.length === 0 || inFlight >= inFlightMax) return
    const together = waiting.slice(0, togetherMax)
    waiting = waiting.slice(togetherMax)
    inFlight++
    serve([...new Set(together.map(one => one.key))])
      .then(
        answers => {
          for (const one of together) one.resolve(answers.get(one.key))
        },
        (error: unknown) => {
          for (const one of together) one.reject(error)
        },
      )
      .finally(() => {
        inFlight--
        setImmediate(send)
      })
  }
  return key =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      // Whoever asks in this turn of the loop comes along.
      setImmediate(send)
    })
}

/** The same with one gathering for each engine, kept as long as that. */
export function gatherByEngine<Key, Answer>(
  serve: (engine: Engine, keys: readonly Key[]) => Promise<ReadonlyMap<Key, Answer>>,
  limits: GatherLimits,
): (engine: Engine, key: Key) => Promise<Answer | undefined> {
  const gathered = new WeakMap<Engine, (key: Key) => Promise<Answer | undefined>>()
  return (engine, key) => {
    const ask = gathered.get(engine) ?? gather((keys: readonly Key[]) => serve(engine, keys), limits)
    gathered.set(engine, ask)
    return ask(key)
  }
}

interface Waiting<Key, Answer> {
  readonly key: Key
  readonly resolve: (answer: Answer | undefined) => void
  readonly reject: (error: unknown) => void
}
