import { expect } from 'vitest'
import type { Effect } from '../../src/core/resolve/effect.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { ask } from './arrivals.ts'

/** That what stands in the database after a decision is its effect, in the effect’s own words. */
export async function expectWritten(engine: Engine, effect: Effect): Promise<void> {
  const { shard, id } = effect.exception
  const [row] = await ask(
    engine,
    `select exception.state, coalesce(code, '') as code, coalesce(closed_as, '') as closed_as, item.state as item, exit_on::text, closed_on::text
     from exception join item using (shard, id) join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
     where exception.shard = $1 and exception.id = $2`,
    [shard, id],
  )
  const legs = await ask<{ from: string; to: string; amount_minor: number; day: string }>(
    engine,
    `select contra.number as from, account.number as to, posting.amount_minor, posting.day::text
     from posting join account on account.shard = posting.shard and account.id = account_id join account as contra on contra.shard = posting.shard and contra.id = contra_id
     join (select id, shard, entry_id from decision where shard = $1 and exception_id = $2
       union all select decision_id, shard, entry_id from cross_entry where decision_shard = $1 and item_id = $2) as made on made.shard = posting.shard and made.entry_id = posting.entry_id
     where made.id = (select id from decision where shard = $1 and exception_id = $2 order by id desc limit 1) order by posting.shard <> $1, posting.shard, line`,
    [shard, id],
  )
  const outbound = await ask<{ code: string; keyed_minor: number | null }>(
    engine,
    `select code, keyed_minor from outbound_item where shard = $1 and item_id = $2 and state = 'queued' order by kind desc`,
    [shard, id],
  )
  const corrected = await ask<{ field: string; value: string }>(
    engine,
    `select field, value from correction where shard = $1 and decision_id = (select max(id) from decision where shard = $1 and exception_id = $2) order by n`,
    [shard, id],
  )
  const forwarded = await ask<{ recipient: string; state: string }>(
    engine,
    `select recipient, state from forwarding where shard = $1 and decision_id = (select max(id) from decision where shard = $1 and exception_id = $2)`,
    [shard, id],
  )
  const fees = await ask<{ name: string; step: string; fee_minor: number; why: string | null }>(
    engine,
    `select name, step, fee_minor, why from fee where shard = $1 and decision_id = (select max(id) from decision where shard = $1 and exception_id = $2)`,
    [shard, id],
  )
  const held = await ask<{ until: Date }>(
    engine,
    `select until_at as until from hold where shard = $1 and decision_id = (select max(id) from decision where shard = $1 and exception_id = $2)`,
    [shard, id],
  )
  expect({ ...row, legs, outbound, corrected, forwarded, fees, held }).toEqual({
    state: effect.exception.state,
    code: effect.exception.code,
    closed_as: effect.exception.closedAs,
    item: effect.item?.state ?? row?.item,
    exit_on: effect.exception.clock?.exit?.runs ?? row?.exit_on,
    closed_on: effect.item?.positionClosedOn || null,
    legs: await Promise.all(effect.legs.map(leg => named(engine, leg))),
    outbound: [effect.outbound, effect.notice].flatMap(one => {
      if (one === undefined) return []
      return [{ code: one.code, keyed_minor: 'keyedMinor' in one ? (one.keyedMinor ?? null) : null }]
    }),
    corrected: (effect.corrected ?? []).map(({ field, value }) => ({ field, value })),
    fees: [effect.fee ?? []]
      .flat()
      .map(({ name, step, feeMinor, why = null }) => ({ name, step, fee_minor: feeMinor, why })),
    held: effect.hold === undefined ? [] : [{ until: new Date(effect.hold.until) }],
    forwarded: effect.forwarding === undefined ? [] : [{ recipient: 'Estates', state: effect.forwarding.state }],
  })
  await expectLetters(engine, effect)
}

/** The letters that were asked for, as they stand. */
async function expectLetters(engine: Engine, { exception: { shard, id }, letters }: Effect): Promise<void> {
  const rows = await ask<{ due_at: Date | null }>(
    engine,
    `select addressee, words, rule, due_at, amount_minor from letter_request where shard = $1 and decision_id = (select max(id) from decision where shard = $1 and exception_id = $2) order by n`,
    [shard, id],
  )
  const asked = letters.map(({ to, words, rule, dueAt, amountMinor }) => ({
    ...{ addressee: to, words, rule, due_at: dueAt === '' ? null : new Date(dueAt), amount_minor: amountMinor },
  }))
  expect(rows).toEqual(asked)
}

/** How many rows there are of what a decision writes, and how its item stands. */
export function countsOf(engine: Engine, id: number) {
  const written = [
    'decision',
    'posting',
    'outbound_item',
    'letter_request',
    'correction',
    'forwarding',
    'fee',
    'hold',
    'event',
  ]
  const counts = written.map(table => `(select count(*) from ${table}) as ${table}`)
  return ask(engine, `select ${counts.join()}, state, code from exception where id = $1`, [id])
}

/** How an item and its answer stand, whoever decides it, with what its account and the books of its bucket have. */
export function answeredAs(engine: Engine, id: number) {
  return ask(
    engine,
    `select exception.decided_by, exception.policy, exception.code, exception.clock, exception.ours_at, exception.closed_as, item.state, closed_on::text, outbound_item.state as answer, outbound_item.code as answers,
       (select balance_minor from account where account.shard = item.shard and account.id = item.account_id) as balance,
       (select sum(balance_minor)::bigint from account where account.shard = item.shard and number in ('~suspense', '~fees')) as books
     from exception join item using (shard, id) join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
     join outbound_item on outbound_item.shard = exception.shard and item_id = exception.id and outbound_item.kind = 'return'
     where exception.id = $1`,
    [id],
  )
}

/** What is in force of an exception, who decided it and when apart: after a decision that is taken back it is as it was before. */
export function inForce(engine: Engine, id: number) {
  return ask(
    engine,
    `select exception.state, decided_by, policy, code, clock, due_at, ours_at, closed_as, item.state as item, position.closed_on::text, exit_on::text,
       (select count(*) from outbound_item where shard = exception.shard and item_id = exception.id and state = 'queued') as queued,
       (select count(*) from decision where shard = exception.shard and exception_id = exception.id and state = 'done') as decisions,
       (select count(*) from letter_request as letter join decision on decision.shard = letter.shard and decision.id = letter.decision_id
        where decision.shard = exception.shard and exception_id = exception.id and letter.state = 'requested') as letters,
       (select balance_minor from account where account.shard = item.shard and account.id = item.account_id) as balance,
       (select sum(balance_minor)::bigint from account where account.shard = item.shard and account.id = position.account_id) as suspense
     from exception join item using (shard, id) join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
     where exception.id = $1`,
    [id],
  )
}

async function named(engine: Engine, leg: Effect['legs'][number]) {
  const numberOf = async (account: Effect['legs'][number]['from']) =>
    'role' in account
      ? `~${account.role}`
      : (
          await ask<{ number: string }>(engine, 'select number from account where shard = $1 and id = $2', [
            leg.shard,
            account.id,
          ])
        )[0]?.number
  return { from: await numberOf(leg.from), to: await numberOf(leg.to), amount_minor: leg.amountMinor, day: leg.day }
}
