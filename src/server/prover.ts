import type { Engine } from '../engine/engine.ts'
import { type ProofWithOriginals, proveForRequest } from '../engine/prove-day.ts'
import { readHead } from '../engine/read-day.ts'
import type { HeadLedger } from '../engine/sign-heads.ts'

/** A proof with the moment it is of. */
export interface LastProof {
  readonly proof: ProofWithOriginals
  readonly at: Temporal.Instant
  readonly tookMs: number
  /** What `readHead` gave before: the proof is current as long as it still gives that. */
  readonly head: string
}

/** Proves when asked, once at a time, and not again as long as nothing changed: a proof counts every item there is. */
export interface Prover {
  prove(): Promise<LastProof>
  readonly last: LastProof | undefined
}

/** With a ledger of signed heads the history is held against them too. */
export function openProver(engine: Engine, ledger?: HeadLedger): Prover {
  let last: LastProof | undefined
  let running: Promise<LastProof> | undefined
  const run = async () => {
    const head = await readHead(engine)
    if (last?.head === head) return last
    const at = engine.now()
    const proof = await proveForRequest(engine, await ledger?.read())
    last = { proof, at, head, tookMs: Math.round(at.until(engine.now()).total('milliseconds')) }
    return last
  }
  return {
    get last() {
      return last
    },
    prove() {
      running ??= run().finally(() => {
        running = undefined
      })
      return running
    },
  }
}
