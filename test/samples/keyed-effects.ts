import { shardOf } from '../../src/core/bucket.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { once } from '../../src/engine/once.ts'
import { requestDigest } from '../../src/engine/request-digest.ts'
import { lockBuckets } from '../../src/store/bucket.ts'
import type { Transaction } from '../../src/store/database.ts'
import { insertEvents } from '../../src/store/event.ts'

/** An effect that can be counted: one more event about this subject. Nothing but the request's key keeps it from happening twice. */
export async function addEffect(engine: Engine, tx: Transaction, subject: number): Promise<void> {
  const shard = shardOf(engine.institution.orgId, subject % 1024)
  await lockBuckets(tx, [shard])
  const event = { kind: 'data_revealed', actor: 'person 1', subject, body: {} } as const
  await insertEvents(tx, new Map([[shard, [event]]]), { day: 20_780, at: engine.now() })
}

/** How often it happened about subjects from one number to another, both included, and about how many of them. */
export async function effectsOf(
  engine: Engine,
  from: number,
  to = from,
): Promise<{ readonly effects: number; readonly subjects: number }> {
  const { rows } = await engine.database.pool.query(
    "select count(*)::int as effects, count(distinct subject)::int as subjects from event where kind = 'data_revealed' and subject between $1 and $2",
    [from, to],
  )
  return rows[0]
}

/** The first of the subjects of `keyedEffects`. */
const FROM = 1_000_000
/** All retries of so many keys are on their way together: of more, some would wait for a connection until they are told to come again. */
const KEYS_AT_ONCE = 100

/**
 * Sends a request of each key so many times at once, spread over the engines. Gives what came of it: how often it happened, and
 * every different answer by key.
 */
export async function keyedEffects(
  engines: readonly Engine[],
  { keys, retries }: { readonly keys: number; readonly retries: number },
) {
  const answers = new Map<string, Set<string>>()
  const send = async (key: number, engine: Engine, nth: number) => {
    const name = `key ${key}`
    const own = answers.get(name) ?? new Set()
    answers.set(name, own.add(await sendOne(engine, key, { body: null, nth })))
  }
  for (let from = 0; from < keys; from += KEYS_AT_ONCE) {
    const sent: Promise<void>[] = []
    for (let nth = 0; nth < retries; nth++)
      for (let key = from; key < Math.min(keys, from + KEYS_AT_ONCE); key++) {
        const engine = engines[(nth + key) % engines.length]
        if (engine !== undefined) sent.push(send(key, engine, nth))
      }
    await Promise.all(sent)
  }
  const [engine] = engines
  const counted = engine === undefined ? undefined : await effectsOf(engine, FROM, FROM + keys)
  return { counted, answers: [...answers] }
}

/** Sends each of so many keys once more with another body, and gives the answers. */
export function sendAnother(engines: readonly [Engine, ...Engine[]], keys: number): Promise<readonly string[]> {
  const send = (_: unknown, key: number) =>
    sendOne(engines[key % engines.length] ?? engines[0], key, { body: 'another', nth: 0 })
  return Promise.all(Array.from({ length: keys }, send))
}

/** A request of a key, and its answer: what its work gave, or the name of the refusal. */
async function sendOne(
  engine: Engine,
  key: number,
  { body, nth }: { readonly body: string | null; readonly nth: number },
): Promise<string> {
  const subject = FROM + key
  const digest = requestDigest({ method: 'POST', route: '/v1/effects', params: { subject }, body })
  const outcome = await once(engine, { key: `key ${key}`, actor: 'person 1', digest }, async tx => {
    await addEffect(engine, tx, subject)
    return { status: 201, body: { key, nth } }
  })
  return outcome.at === 'answered' ? outcome.json : outcome.refused
}
