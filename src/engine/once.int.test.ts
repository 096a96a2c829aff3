import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { addEffect, effectsOf, keyedEffects } from '../../test/samples/keyed-effects.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { once } from './once.ts'
import { requestDigest } from './request-digest.ts'

/** Nothing happens twice: a request with a key has one effect, however often and however much at once it is sent. */

let at: TestEngine

beforeAll(async () => {
  at = await openTestEngine()
})
afterAll(() => at.close())

const digestOf = (body: unknown) => requestDigest({ method: 'POST', route: '/v1/notes', params: {}, body })
const asked = (key: string, body: unknown = { note: 'a' }, actor = 'person 1') => ({
  key,
  actor,
  digest: digestOf(body),
})

// Seen red with, in turn: the claim made after the work; a retry that finds the claim works all the same; answers not kept.
test('100 keys x 20 retries at once, through two engines: one effect each, and all get the first answer', async () => {
  const other = await at.another()
  const { counted, answers } = await keyedEffects([at.engine, other], { keys: 100, retries: 20 })
  expect(counted).toEqual({ effects: 100, subjects: 100 })
  expect(answers.flatMap(([key, own]) => (own.size === 1 ? [] : [key]))).toEqual([])
  expect(answers).toHaveLength(100)
}, 120_000)

describe('what a retry is told', () => {
  test('the first answer, letter for letter, also when it was a refusal', async () => {
    const refusing = async () => ({ status: 409, body: { refused: 'case_not_claimed', n: 1 } })
    const first = await once(at.engine, asked('refusal'), refusing)
    const again = await once(at.engine, asked('refusal'), async () => ({ status: 200, body: 'another' }))
    expect(first).toEqual({
      at: 'answered',
      status: 409,
      json: '{"refused":"case_not_claimed","n":1}',
      by: 'this request',
    })
    expect(again).toEqual({ ...first, by: 'an earlier one' })
  })

  // Seen red with the digests not compared.
  test('that another body under the same key is another request, and nothing is done', async () => {
    await once(at.engine, asked('changed', { amount_minor: 5 }), answering('first'))
    let worked = 0
    const other = await once(at.engine, asked('changed', { amount_minor: 6 }), async () => {
      worked++
      return { status: 200, body: null }
    })
    expect(other).toMatchObject({ at: 'refused', refused: 'idempotency_key_reused' })
    expect(worked).toBe(0)
  })

  // Seen red with the first outcome handed to whoever waits in the process.
  test('that another body is another request also while the first is on its way', async () => {
    const { promise: until, resolve: go } = Promise.withResolvers<void>()
    const first = once(at.engine, asked('early', { n: 1 }), async () => {
      await until
      return { status: 200, body: 'first' }
    })
    const other = once(at.engine, asked('early', { n: 2 }), answering('second'))
    go()
    expect(await first).toMatchObject({ at: 'answered', json: '"first"' })
    expect(await other).toMatchObject({ refused: 'idempotency_key_reused' })
  })

  // Seen red with the actor left out of the row's key.
  test('nothing of what another person sent with the same key', async () => {
    await once(at.engine, asked('ours', { n: 1 }, 'person 1'), answering('one'))
    const other = await once(at.engine, asked('ours', { n: 2 }, 'person 2'), answering('two'))
    expect(other).toMatchObject({ at: 'answered', json: '"two"', by: 'this request' })
  })
})

describe('a request that does not come to its end', () => {
  // Seen red with the claim committed before the work.
  test('leaves its key free and nothing of its effect when it throws', async () => {
    const failing = once(at.engine, asked('fails'), async tx => {
      await addEffect(at.engine, tx, 1)
      throw new Error('the work failed')
    })
    await expect(failing).rejects.toThrow('the work failed')
    expect(await effectsOf(at.engine, 1)).toEqual({ effects: 0, subjects: 0 })
    expect(await once(at.engine, asked('fails', { n: 2 }), answering('now'))).toMatchObject({ json: '"now"' })
  })

  test('leaves its key free when its connection is cut between effect and commit', async () => {
    const cut = once(at.engine, asked('cut'), async tx => {
      await addEffect(at.engine, tx, 2)
      const { rows } = await tx.query('select pg_backend_pid() as pid')
      await at.engine.database.pool.query('select pg_terminate_backend($1)', [rows[0].pid])
      return { status: 200, body: 'never heard' }
    })
    await expect(cut).rejects.toThrow()
    expect(await effectsOf(at.engine, 2)).toEqual({ effects: 0, subjects: 0 })
    const again = await once(at.engine, asked('cut'), async tx => {
      await addEffect(at.engine, tx, 2)
      return { status: 200, body: 'done' }
    })
    expect(again).toMatchObject({ json: '"done"', by: 'this request' })
    expect(await effectsOf(at.engine, 2)).toEqual({ effects: 1, subjects: 1 })
  })

  test('lets one of those that wait for it do the work, and the rest get its answer', async () => {
    let tried = 0
    const work = async () => {
      tried++
      if (tried === 1) throw new Error('the first one failed')
      return { status: 200, body: tried }
    }
    const sent = await Promise.allSettled(Array.from({ length: 10 }, () => once(at.engine, asked('handed on'), work)))
    expect(sent.map(one => (one.status === 'fulfilled' && 'json' in one.value ? one.value.json : 'failed'))).toEqual([
      'failed',
      ...Array(9).fill('2'),
    ])
  })

  // Seen red with a wait in the database that is taken for a failure.
  test('is waited for a while, in the process and through the database; then the retry is told to come again', async () => {
    const [begun, until] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const other = await at.another()
    const first = once(at.engine, asked('slow'), async () => {
      begun.resolve()
      await until.promise
      return { status: 200, body: 'at last' }
    })
    await begun.promise // which of two engines claims the key first is otherwise anybody's guess
    const late = await Promise.all([at.engine, other].map(engine => once(engine, asked('slow'), answering('twice'))))
    for (const one of late) expect(one).toMatchObject({ refused: 'request_in_progress', retryAfterSeconds: 2 })
    until.resolve()
    expect(await first).toMatchObject({ json: '"at last"' })
    expect(await once(other, asked('slow'), answering('twice'))).toMatchObject({
      json: '"at last"',
      by: 'an earlier one',
    })
  }, 60_000)

  test('is a defect when its answer is too long or a failure, and nothing is kept', async () => {
    for (const [status, body] of [
      [200, 'x'.repeat(70_000)],
      [503, 'later'],
    ] as const)
      await expect(once(at.engine, asked('defect'), async () => ({ status, body }))).rejects.toThrow()
    expect(await once(at.engine, asked('defect'), answering('right'))).toMatchObject({ json: '"right"' })
  })
})

// Seen red with the policy of `request_claim` left out.
test('another institution sees none of the keys, and the same key of it is another', async () => {
  const other = { ...(await at.another()), institution: { ...at.engine.institution, orgId: 2 } }
  await once(at.engine, asked('shared'), answering('one'))
  expect(await once(other, asked('shared', { n: 9 }), answering('two'))).toMatchObject({ json: '"two"' })
  const seen = (orgId: number) =>
    inWriteRequest(at.engine.database, orgId, async tx => {
      const { rows } = await tx.query("select distinct shard / 1024 as org from request_claim where key = 'shared'")
      return rows
    })
  expect([await seen(1), await seen(2), await seen(3)]).toEqual([[{ org: 1 }], [{ org: 2 }], []])
})

function answering(body: unknown) {
  return async () => ({ status: 200, body })
}
