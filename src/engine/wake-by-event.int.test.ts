import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { aTransfer } from '../../test/samples/transfers.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { changeBalances } from '../store/account.ts'
import { lockShards } from '../store/bucket.ts'
import { lettersOfException } from '../store/letter-page.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { claimNext } from './claim-next.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { pendCase } from './pend-case.ts'
import { postTransfers } from './post-transfers.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { recordAccounts } from './record-facts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { resolveException } from './resolve-exception.ts'
import { answerLetterWithin, sendLetterWithin } from './tell-letter.ts'
import { wakeByWhatCame } from './wake-cases.ts'

/** Cases that wait for an event of the ledger or for the answer to a letter, and the transactions in which that comes. */

const [POOR = '', RICH = '', ...DIED] = accountNumbers(5)
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
/** Three debits of 100.00 to accounts whose holders died, each a case of its own. */
let items: readonly { readonly shard: number; readonly id: number }[]

beforeEach(async () => {
  engine = at().engine
  desk = at().desk
  const died = DIED.map(number => anAccount(engine, number, { status: 'deceased' }))
  await recordAccounts(engine, [anAccount(engine, POOR, { balanceMinor: 5_000 }), anAccount(engine, RICH), ...died])
  const some = entries(3, { accounts: DIED }).map(one => ({
    ...one,
    transactionCode: 27,
    amountMinor: 10_000,
  }))
  for (const [n, entry] of some.entries())
    await receiveAndProcess(engine, { name: `${n}.ach`, bytes: achFile([{ entries: [entry] }]) })
  await openCases(engine)
  items = await ask(engine, 'select shard, id from exception order by id')
})

/** What somebody gets next, as their claim. */
async function next(personId: number) {
  const pulled = (await claimNext(engine, [personId])).get(personId)
  if (pulled === undefined || pulled.outcome === 'nothing') throw new Error(`nothing comes to person ${personId}`)
  return pulled
}

async function waits(personId: number, on: 'mail' | 'ledger', key: string, from: Engine = engine) {
  const { place } = await next(personId)
  const until = { wake: { on, key }, at: engine.now().add({ hours: 12 }), waitingFor: 'the deposit' } as const
  return pendCase(from, { ...place, personId }, until)
}

/** Not at once: so the other one is on its way. */
async function afterAMoment<T>(act: () => Promise<T>): Promise<T> {
  await new Promise(resolve => setImmediate(resolve))
  return act()
}

/** Why the case that somebody is handed is ready again. */
async function wokenBy(personId: number): Promise<string | undefined> {
  const pulled = await next(personId)
  return pulled.outcome === 'claimed' ? pulled.work?.place.wokenBy : undefined
}

async function credit(amountMinor: number, name: string): Promise<void> {
  const some = entries(1, { accounts: [POOR] }).map(one => ({ ...one, transactionCode: 22, amountMinor }))
  await receiveAndProcess(engine, { name, bytes: achFile([{ header: { entryDescription: name }, entries: some }]) })
}

async function resolve(itemId: number, asked: ResolutionAsked, by = desk.cleo): Promise<void> {
  const preview = await previewResolution(engine, { itemId, asked, by })
  if (preview.is === 'refused') throw new Error(preview.why)
  const resolved = await resolveException(engine, { itemId, asked, by, previewSha256: preview.sha256 })
  expect(resolved).toMatchObject({ is: 'done' })
}

const told = () => ask(engine, 'select wake_on, wake_key from came where woken_at is null order by shard, id')
const holds = async () => expect((await proveDay(engine)).problems).toEqual([])

// Seen red with nothing told by a part, with every balance told, and with what woke everybody told again.
test('an account that comes to hold so much wakes who waits for it, and says why; until then what came is kept', async () => {
  const kim = desk.kim.personId
  const [account] = await ask<{ at: string }>(
    engine,
    "select shard || '/' || id as at from account where number = $1",
    [POOR],
  )
  expect(await waits(kim, 'ledger', `balance 100.00 ${POOR}`)).toMatchObject({
    at: { state: 'pended', wake: { on: 'ledger', key: `balance ${account?.at} 10000` } },
  })
  await credit(4_999, 'TOO LITTLE')
  expect(await told()).toEqual([])
  await credit(1, 'ENOUGH')
  // The process may end here: the row stays, and the next look wakes by it.
  expect(await told()).toEqual([{ wake_on: 'ledger', wake_key: `balance ${account?.at} 10000` }])
  const other = await at().another()
  expect(await Promise.all([wakeByWhatCame(engine), wakeByWhatCame(other)])).toEqual(expect.arrayContaining([1, 0]))
  expect(await told()).toEqual([])
  const said = 'the account holds 100.00 or more; it waited for the deposit'
  expect(await wokenBy(kim)).toBe(said)
  const [event] = await ask<{ body: string }>(engine, "select body from event where kind = 'case_woken'")
  expect(event?.body).toContain(`"for":"person ${kim}"`)
  expect(await waits(kim, 'ledger', `balance 100.00 ${POOR}`)).toMatchObject({
    refused: 'wake_came',
    detail: 'There is nothing to wait for: the account holds 100.00 or more.',
  })
  // Without a number it is the item’s own.
  expect(await waits(kim, 'ledger', 'balance 9,999.00')).toMatchObject({ refused: 'wake_came' })
  await holds()
})

// Seen red with the balance asked before the lock.
test('law: of a transfer and a pend in the same moment the case is woken or told that it came, never left to sleep', async () => {
  const posters = [await postTransfers(engine), await postTransfers(await at().another())]
  const ann = desk.ann.personId
  const ends = { woken: 0, came: 0 }
  for (let round = 0; round < 6; round++) {
    const { place } = await next(ann)
    const until = { at: engine.now().add({ hours: 12 }), waitingFor: 'the transfer' }
    const wake = { on: 'ledger', key: `balance 100.00 ${POOR}` } as const
    const key = `round ${round}`
    const pay = () => posters[round % 2]?.post(aTransfer({ key, from: RICH, to: POOR, amountMinor: 5_000 }))
    const pend = () => pendCase(engine, { ...place, personId: ann }, { ...until, wake })
    const [pended] = await Promise.all(round % 3 === 0 ? [pend(), pay()] : [afterAMoment(pend), pay()])
    const woken = await wakeByWhatCame(engine)
    if ('refused' in pended) ends.came += pended.refused === 'wake_came' ? 1 : 0
    else ends.woken += woken
    await posters[0]?.post(aTransfer({ key: `${key} back`, from: POOR, to: RICH, amountMinor: 5_000 }))
  }
  for (const poster of posters) await poster.close()
  expect(ends.woken + ends.came).toBe(6)
  expect(await ask(engine, "select 1 from queue_place where state = 'pended'")).toEqual([])
  await holds()
})

// Seen red with the account’s bucket left unlocked by whoever pends.
test('law: what a transaction that has the lock is about to post is not slept through: the pend waits for it', async () => {
  const { place } = await next(desk.kim.personId)
  const [account] = await ask<{ shard: number; id: number }>(
    engine,
    'select shard, id from account where number = $1',
    [POOR],
  )
  if (account === undefined) throw new Error('the account is loaded')
  const posting = await engine.database.pool.connect()
  await posting.query('begin')
  await lockShards(posting, [account.shard])
  const wake = { on: 'ledger', key: `balance 100.00 ${POOR}` } as const
  const until = { wake, at: engine.now().add({ hours: 12 }), waitingFor: 'the transfer' }
  const pend = pendCase(engine, { ...place, personId: desk.kim.personId }, until)
  const waiting =
    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
  await expect.poll(() => ask(engine, waiting), { timeout: 5_000 }).toEqual([{ count: 1 }])
  await changeBalances(posting, [{ ...account, amountMinor: 5_000 }])
  await posting.query('commit')
  posting.release()
  expect(await pend).toMatchObject({ refused: 'wake_came' })
})

// Seen red with a decision that does not tell, and with a return that does not.
test('a decision, its undoing and a return tell what they move; another item that ends wakes who waits for it', async () => {
  const [first, second] = [desk.kim.personId, desk.ann.personId]
  await waits(first, 'ledger', `posting ${RICH}`)
  await next(second)
  const held = await ask<{ case_id: number }>(engine, 'select case_id from queue_place where holder is not null')
  const other = items.find(one => held.every(({ case_id: id }) => id !== one.id))?.id ?? 0
  await waits(second, 'ledger', `item ${other}`)
  await resolve(other, { resolution: 'refer', to: 'customer', words: 'Is it yours?' })
  expect(await told()).toEqual([])
  await resolve(other, { resolution: 'move', fields: { account: RICH } })
  expect(await told()).toHaveLength(2)
  expect(await wakeByWhatCame(engine)).toBe(2)
  expect(await wokenBy(second)).toBe(`item ${other} is out of suspense; it waited for the deposit`)
  await takeBack(engine, { itemId: other, by: desk.cleo })
  expect(await waits(second, 'ledger', `item ${other}`)).toMatchObject({ at: { state: 'pended' } })
  await resolve(other, { resolution: 'return', code: 'R15' })
  expect(await told()).toEqual([])
  at().clock.now = at().clock.now.add({ minutes: 1 })
  await releaseOutboundFiles(engine)
  expect(await told()).toEqual([{ wake_on: 'ledger', wake_key: `item ${other}` }])
  await holds()
})

// Seen red with an answer that is told to nobody.
test('the answer to a letter is recorded once and wakes who waits for it; what there is not is refused with how keys are written', async () => {
  const kim = desk.kim.personId
  const { place } = await next(kim)
  const item = items.find(one => one.id === place.caseId) ?? { shard: 0, id: 0 }
  await resolve(item.id, { resolution: 'refer', to: 'customer', words: 'Is it yours?' }, desk.kim)
  const [letter] = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    lettersOfException(tx, { orgShard: 1024, shard: item.shard, exceptionId: item.id }),
  )
  if (letter === undefined) throw new Error('there is a letter')
  const number = `${letter.shard}-${letter.decisionId}-${letter.n}`
  const say = (tell: typeof sendLetterWithin, on: string) =>
    inWriteRequest(engine.database, engine.institution.orgId, tx =>
      tell(engine, tx, { letter, on: Temporal.PlainDate.from(on), by: desk.kim }),
    )
  for (const [on, key, why] of [
    ['ledger', 'balance 100', /^A key of the ledger is “balance 1000.00”/],
    ['ledger', 'balance 100.00 4711', /^There is no account of ours with that number/],
    ['ledger', 'item 4711', /^There is no item 4711/],
    ['mail', 'about this', /^A key of mail is “letter 1101-7-1”/],
    ['mail', 'letter 1101-7-9', /^There is no letter 1101-7-9/],
  ] as const)
    expect(await waits(kim, on, key), key).toMatchObject({
      refused: 'wake_unknown',
      detail: expect.stringMatching(why),
    })
  expect(await waits(kim, 'mail', number)).toMatchObject({ at: { wake: { on: 'mail', key: `letter ${number}` } } })
  expect(await say(answerLetterWithin, '2026-11-23')).toMatchObject({ refused: 'letter_not_sent' })
  await say(sendLetterWithin, '2026-11-23')
  expect(await say(answerLetterWithin, '2026-11-22')).toMatchObject({ refused: 'letter_day_wrong' })
  expect(await say(answerLetterWithin, '2026-11-23')).toMatchObject({
    is: 'told',
    letter: { answered: { on: '2026-11-23' } },
  })
  expect(await say(answerLetterWithin, '2026-11-23')).toMatchObject({ refused: 'letter_ended' })
  expect(await wakeByWhatCame(engine)).toBe(1)
  expect(await wokenBy(kim)).toBe(`the answer to letter ${number}; it waited for the deposit`)
  expect(await waits(kim, 'mail', number)).toMatchObject({
    refused: 'wake_came',
    detail: expect.stringContaining('came on 2026-11-23, says kim'),
  })
  await holds()
})
