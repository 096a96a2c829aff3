import { gzipSync } from 'node:zlib'
import { latin1Bytes } from '../../src/core/latin1.ts'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import { changePeople } from '../../src/engine/change-people.ts'
import { changePresence } from '../../src/engine/change-presence.ts'
import { claimNext } from '../../src/engine/claim-next.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { once } from '../../src/engine/once.ts'
import { openCases } from '../../src/engine/open-cases.ts'
import { parkCase } from '../../src/engine/park-case.ts'
import { pendCase } from '../../src/engine/pend-case.ts'
import type { PeopleChange } from '../../src/engine/people-change.ts'
import { postTransfers } from '../../src/engine/post-transfers.ts'
import { previewResolution } from '../../src/engine/preview-resolution.ts'
import { receiveClaim } from '../../src/engine/receive-claim.ts'
import { recordAccounts, recordFacts } from '../../src/engine/record-facts.ts'
import { releaseOutboundFiles } from '../../src/engine/release-outbound-files.ts'
import { resolveException } from '../../src/engine/resolve-exception.ts'
import { signIn } from '../../src/engine/sign-in.ts'
import { setPassword } from '../../src/engine/sign-in-password.ts'
import { skipCase } from '../../src/engine/skip-case.ts'
import { outboxDone, takeOutbox } from '../../src/engine/take-outbox.ts'
import { accountNumbers, achFile, entries } from './ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from './arrivals.ts'
import { openTestEngine, type TestEngine } from './engine.ts'
import { addOperators } from './operators.ts'
import { aTransfer } from './transfers.ts'

const ALWAYS = { owner: 'head of payment operations', from: '2020-01-01', to: '9999-12-31' }
const POLICIES = ['ach-administrative-returns', 'ach-funds-returns', 'ach-notices-of-change'] as const

/** The trace of a check that comes as an entry: what is claimed of it has no day. */
const CHECK_TRACE = '121042880000900'

/**
 * A small day in which everything happens once: posted, held, returned, queued, claimed, noticed, refused, quarantined and
 * unpacked, so that every table that a finished day fills has rows of every kind.
 */
export async function openWholeDay(): Promise<TestEngine> {
  const at = await openTestEngine({ policies: POLICIES.map(name => ({ name, ...ALWAYS })) })
  const accounts = accountNumbers(8)
  const [savings = '', first = ''] = [...accountNumbers(1, 50), ...accounts]
  await openAccounts(at.engine, accounts)
  await recordAccounts(at.engine, [anAccount(at.engine, savings, { type: 'savings' })])
  const stop = { shard: 1024 + 3, kind: 'stop', fromDay: 0, toDay: 1, detail: {} }
  await recordFacts(at.engine, [
    { ...stop, key: 'k' },
    { ...stop, key: 'l' },
  ])
  const held = { entries: entries(6, { accounts, from: 200 }), control: { totalDebit: 3 } }
  const converted = {
    header: { secCode: 'ARC' },
    entries: [{ account: first, identification: '1042', trace: CHECK_TRACE }],
  }
  const clear = achFile([{ entries: entries(30, { accounts }) }, held, converted])
  await receiveAndProcess(at.engine, { bytes: clear })
  await receiveAndProcess(at.engine, { name: 'again.ach', bytes: clear })
  const gone = entries(5, { accounts: accountNumbers(3, 100), from: 60 })
  const told = entries(2, { accounts: [savings], from: 300 })
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: [...gone, ...told] }]) })
  await receiveAndProcess(at.engine, {
    bytes: achFile([{ entries: entries(7, { accounts, from: 400 }) }], { batchCount: 9 }),
  })
  await releaseOutboundFiles(at.engine)
  const waits = [
    ...entries(3, { accounts: accountNumbers(3, 120), from: 500 }),
    ...entries(2, { accounts: [savings], from: 600 }),
  ]
  await receiveAndProcess(at.engine, { name: 'waits.ach.gz', bytes: gzipSync(achFile([{ entries: waits }])) })
  await receiveAndProcess(at.engine, { name: 'noise', bytes: latin1Bytes('not a file of ours') })
  const trace = entries(1, { accounts: [first] })[0]?.trace ?? ''
  const claim = { accountNumber: first, trace, amountMinor: 100, row: 0, code: 'R10', statement: 'on file' as const }
  const claimed = await receiveClaim(at.engine, { ...claim, receivedAt: at.engine.now() })
  const poster = await postTransfers(at.engine)
  const [from = '', to = ''] = accounts
  await poster.post(aTransfer({ key: 'rent', from, to }))
  await poster.post(aTransfer({ key: 'to nobody', from, to: '12' }))
  await poster.close()
  for (const { transfers: _, ...taken } of await takeOutbox(at.engine, 'core-system'))
    await outboxDone(at.engine, taken)
  if (claimed.outcome !== 'raised') throw new Error(`the sample's claim came to ${claimed.outcome}`)
  const here = await changePeople(at.engine, 'operator', peopleOfDay(at.clock.now))
  if (here.outcome === 'refused') throw new Error(`the sample's people were refused: ${here.why}`)
  await decideThree(at.engine, here.ids[4] ?? 0)
  await handOutWork(at)
  await comeAndAsk(at.engine)
  return at
}

/** People decide: one entry is posted, the sender of another is asked, the third waits for its file. */
async function decideThree(engine: Engine, personId: number): Promise<void> {
  const by = { personId, session: 'signed-in' } as const
  const accounts = accountNumbers(3, 150)
  await recordAccounts(
    engine,
    accounts.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  await receiveAndProcess(engine, {
    name: 'estates.ach',
    bytes: achFile([{ entries: entries(3, { accounts, from: 700 }) }]),
  })
  const rows = await ask<{ id: number }>(engine, "select id from exception where kind = 'account-deceased' order by id")
  const ways: readonly ResolutionAsked[] = [
    { resolution: 'post' },
    { resolution: 'refer', to: 'sender', words: 'Is this meant for the estate?' },
    { resolution: 'return', code: 'R15' },
  ]
  for (const [n, { id: itemId }] of rows.entries()) {
    const asked = ways[n]
    if (asked === undefined) continue
    const preview = await previewResolution(engine, { itemId, asked, by })
    if (preview.is === 'refused') throw new Error(`the sample's decision was refused: ${preview.why}`)
    const resolved = await resolveException(engine, { itemId, asked, by, previewSha256: preview.sha256 })
    if (resolved.is !== 'done') throw new Error(`the sample's decision came to ${JSON.stringify(resolved)}`)
  }
}

/** Somebody of every kind and state, and one of everything that can be held. */
function peopleOfDay(now: Temporal.Instant): readonly PeopleChange[] {
  const until = now.add({ hours: 24 })
  const person = (login: string) => ({ change: 'add_person', login, name: login, kind: 'human' }) as const
  return [
    ...['ann', 'ben', 'cas', 'dee', 'eve'].map(person),
    { ...person('bot'), kind: 'agent', owner: 'cas' },
    { ...person('feed'), kind: 'service', owner: 'cas' },
    { change: 'add_team', team: 'Operations' },
    { change: 'add_team', team: 'Checks', parent: 'Operations' },
    { change: 'add_team', team: 'Repair', parent: 'Checks' },
    { change: 'grant', hold: 'role', role: 'sps', to: { login: 'eve' } },
    { change: 'grant', hold: 'skill', skill: 'ach', login: 'eve' },
    { change: 'grant', hold: 'role', role: 'supervisor', to: { login: 'ben' } },
    { change: 'grant', hold: 'role', role: 'aop', to: { team: 'Checks' }, until },
    { change: 'grant', hold: 'member', team: 'Checks', login: 'cas' },
    { change: 'grant', hold: 'skill', skill: 'checks', login: 'cas' },
    { change: 'grant', hold: 'credential', credential: 'aap', login: 'cas', until },
    {
      change: 'grant',
      hold: 'limit',
      of: { login: 'cas' },
      act: 'return',
      measure: 'cluster',
      days: 5,
      limitMinor: 100n,
    },
    { change: 'grant', hold: 'delegation', giver: 'dee', login: 'ben', acts: ['approve'], until },
    { change: 'grant', hold: 'absence', login: 'cas', why: 'leave', until },
    { change: 'grant', hold: 'supervision', login: 'cas', workType: 'ach', level: 'share', sharePercent: 20 },
    { change: 'suspend', login: 'dee' },
    { change: 'leave', login: 'ann' },
  ]
}

/** Somebody signs in after a wrong try, and a request of theirs comes twice. */
async function comeAndAsk(engine: Engine): Promise<void> {
  const password = 'four quiet green lamps'
  const set = await setPassword(engine, { login: 'ben', password, actor: 'operator' })
  if (set.at === 'refused') throw new Error(`the sample's password was refused: ${set.why}`)
  await signIn(engine, { login: 'ben', password: 'another sentence', address: '127.0.0.1' })
  await signIn(engine, { login: 'ben', password, address: '127.0.0.1' })
  const request = { key: 'k', actor: 'person 1', digest: new Uint8Array(32) }
  for (let times = 2; times > 0; times--) await once(engine, request, async () => ({ status: 200, body: {} }))
}

/** Cases, of which one is passed over, one worked on, one put aside and one waits. */
async function handOutWork(at: TestEngine): Promise<void> {
  const { engine } = at
  await openCases(engine)
  await addOperators(engine, [
    { id: 901, roles: ['sps'], skills: ['ach', 'ach-claims'], credentials: { 'reg-e': '2027-01-01T00:00:00Z' } },
  ])
  await changePresence(engine, 901, 'away')
  await changePresence(engine, 901, 'available')
  const next = async () => {
    const pulled = (await claimNext(engine, [901])).get(901)
    if (pulled?.outcome !== 'claimed') throw new Error(`the sample's operator got ${pulled?.outcome}`)
    return { ...pulled.place, personId: 901 }
  }
  await skipCase(engine, await next(), 'wrong_queue')
  await parkCase(engine, await next(), { field: 'amount', draft: {} })
  const until = { wake: { on: 'date' }, at: engine.now().add({ hours: 1 }), waitingFor: 'a call' } as const
  await pendCase(engine, await next(), until)
  await next()
}
