import { gzipSync } from 'node:zlib'
import type { Fee } from '../../src/core/fee.ts'
import { latin1Bytes } from '../../src/core/latin1.ts'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import { changePeople } from '../../src/engine/change-people.ts'
import { changePresence } from '../../src/engine/change-presence.ts'
import { claimNext } from '../../src/engine/claim-next.ts'
import { endDecision } from '../../src/engine/end-proposal.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { keyDecision } from '../../src/engine/key-decision.ts'
import { once } from '../../src/engine/once.ts'
import { openCases } from '../../src/engine/open-cases.ts'
import { parkCase } from '../../src/engine/park-case.ts'
import { pendCase } from '../../src/engine/pend-case.ts'
import type { PeopleChange } from '../../src/engine/people-change.ts'
import { postTransfers } from '../../src/engine/post-transfers.ts'
import { previewResolution } from '../../src/engine/preview-resolution.ts'
import { previewUnit } from '../../src/engine/preview-unit.ts'
import { receiveClaim } from '../../src/engine/receive-claim.ts'
import { recordAccounts, recordFacts } from '../../src/engine/record-facts.ts'
import { registerPasskey } from '../../src/engine/register-passkey.ts'
import { releaseOutboundFiles } from '../../src/engine/release-outbound-files.ts'
import { resolveException } from '../../src/engine/resolve-exception.ts'
import { resolveUnit } from '../../src/engine/resolve-unit.ts'
import { readReviews, reviewDecision } from '../../src/engine/review-decision.ts'
import { signIn } from '../../src/engine/sign-in.ts'
import { makeChallenge } from '../../src/engine/sign-in-challenge.ts'
import { setPassword } from '../../src/engine/sign-in-password.ts'
import { signInProvider } from '../../src/engine/sign-in-provider.ts'
import { checkSession } from '../../src/engine/sign-in-session.ts'
import { skipCase } from '../../src/engine/skip-case.ts'
import { outboxDone, takeOutbox } from '../../src/engine/take-outbox.ts'
import { testCheck } from '../../src/formats/x9/sample-letters.ts'
import type { ItemDraft } from '../../src/formats/x9/write.ts'
import { openPasskeyVerifier } from '../../src/server/passkey-verifier.ts'
import { inWriteRequest } from '../../src/store/write-request.ts'
import { accountNumbers, achFile, entries } from './ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from './arrivals.ts'
import { askQuestions } from './asked-questions.ts'
import { softwareAuthenticator } from './authenticator.ts'
import { closeOn } from './closers.ts'
import { openTestEngine, type TestEngine } from './engine.ts'
import { addOperators } from './operators.ts'
import { sendDocument } from './sent-documents.ts'
import { aTransfer } from './transfers.ts'
import { testLetter } from './x9-letters.ts'

const ALWAYS = { owner: 'head of payment operations', from: '2020-01-01', to: '9999-12-31' }
const POLICIES = ['ach-administrative-returns', 'ach-funds-returns', 'ach-notices-of-change'] as const

/** What eve asks about amounts from 10.00 on a second person keys without seeing it. */
const TWO_KEYS = { name: 'two-keys', ...ALWAYS, resolutions: ['refer'], fromMinor: 1_000, keying: 'blind' } as const

/** What a customer pays for work on an item. */
const RESEARCH: Fee = {
  ...{ name: 'research', title: 'Research', ...ALWAYS, amountMinor: 2_500, packs: ['checks'], kinds: [] },
  ...{ chargedWith: [], codes: [], itemFromMinor: 0, dayMost: 0, againDays: 0, refundDays: 0 },
}

/** What they pay for what a policy sends back: one is charged, and of accounts that are not there nobody. */
const RETURNED: Fee = {
  ...RESEARCH,
  name: 'returned-item',
  title: 'Returned item',
  packs: ['ach'],
  chargedWith: ['return'],
}

/** The trace of a check that comes as an entry: what is claimed of it has no day. */
const CHECK_TRACE = '121042880000900'

/**
 * A small day in which everything happens once: posted, held, returned, queued, claimed, noticed, refused, quarantined and
 * unpacked, so that every table that a finished day fills has rows of every kind.
 */
export async function openWholeDay(): Promise<TestEngine> {
  const at = await openTestEngine({
    policies: POLICIES.map(name => ({ name, ...ALWAYS })),
    secondKeys: [TWO_KEYS],
    fees: [RESEARCH, RETURNED],
  })
  const accounts = accountNumbers(8)
  const [savings = '', poor = '', first = ''] = [...accountNumbers(2, 50), ...accounts]
  await openAccounts(at.engine, accounts)
  await recordAccounts(at.engine, [
    anAccount(at.engine, savings, { type: 'savings' }),
    anAccount(at.engine, poor, { balanceMinor: 0 }),
  ])
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
  const unpaid = { account: poor, amountMinor: 4_000, trace: '121042880000950' }
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: [...gone, ...told, unpaid] }]) })
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
  const [, ben = 0, , , eve = 0] = here.ids
  await decideSix(at.engine, eve, first)
  await adjustOne(at.engine, eve, first)
  await decideHeld(at.engine, eve)
  await askTwo(at.engine, { eve, ben })
  await closeAnEmptyDay(at.engine, ben)
  await handOutWork(at)
  await askQuestions(at.engine, { asker: 902, answerer: 901 })
  await comeAndAsk(at.engine)
  await sendDocument(at.engine, {
    text: 'Whose is it?',
    accountNumber: accounts[2],
    by: { personId: eve, session: 'signed-in' },
  })
  return at
}

/** A day long before, with which nothing is wrong: of the sample's own nobody has said a word yet. */
async function closeAnEmptyDay(engine: Engine, personId: number): Promise<void> {
  const day = Temporal.PlainDate.from('2026-06-01')
  const closed = await closeOn(engine, day, { personId, session: 'stepped-up' })
  if (closed.is === 'refused') throw new Error(`the sample's day was not closed: ${JSON.stringify(closed)}`)
}

/** People decide: one entry is posted, the sender of another is asked, the third waits for its file, the fourth goes to another account, the fifth to another department, the sixth is held for its customer. */
async function decideSix(engine: Engine, personId: number, account: string): Promise<void> {
  const by = { personId, session: 'stepped-up' } as const
  const accounts = accountNumbers(6, 150)
  await recordAccounts(
    engine,
    accounts.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  await receiveAndProcess(engine, {
    name: 'estates.ach',
    bytes: achFile([{ entries: entries(6, { accounts, from: 700 }) }]),
  })
  const rows = await ask<{ id: number }>(engine, "select id from exception where kind = 'account-deceased' order by id")
  const soon = engine.now().toZonedDateTimeISO(engine.institution.zone).add({ minutes: 30 }).toPlainDateTime()
  const until = soon.toString({ smallestUnit: 'minute' })
  const ways: readonly ResolutionAsked[] = [
    { resolution: 'post' },
    { resolution: 'refer', to: 'sender', words: 'Is this meant for the estate?' },
    { resolution: 'return', code: 'R15' },
    { resolution: 'correct', fields: { account } },
    { resolution: 'forward', recipient: 'Estates', words: 'Is this payment the estate’s?' },
    { resolution: 'hold', to: 'customer', awaits: 'documents', until, words: 'Please send the papers of the estate.' },
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

/** A check without an amount: what it is worth is asked of the bank that sent it, and its drawer pays for that. */
async function adjustOne(engine: Engine, personId: number, account: string): Promise<void> {
  const routing = engine.institution.settings.routingNumbers[0] ?? ''
  const { detail } = testCheck({ onUs: `${account}/1042`, amountMinor: 0 })
  const payor = { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8), documentationType: 'A' }
  const items = [{ detail: { ...detail, ...payor } as ItemDraft['detail'], views: [] }] // as `testCheck` made it
  await receiveAndProcess(engine, { name: 'letter.x937', bytes: testLetter({ items }) })
  const [row] = await ask<{ id: number }>(engine, "select id from exception where kind = 'encoding-error'")
  const by = { personId, session: 'stepped-up' } as const
  const asked = { resolution: 'adjust', fields: { amount: '1.00' } } as const
  const preview = await previewResolution(engine, { itemId: row?.id ?? 0, asked, by })
  if (preview.is === 'refused') throw new Error(`the sample's adjustment was refused: ${preview.why}`)
  await resolveException(engine, { itemId: row?.id ?? 0, asked, by, previewSha256: preview.sha256 })
  const fee = { resolution: 'fee', fee: RESEARCH.name } as const
  const charged = await previewResolution(engine, { itemId: row?.id ?? 0, asked: fee, by })
  if (charged.is === 'refused') throw new Error(`the sample's fee was refused: ${charged.why}`)
  await resolveException(engine, { itemId: row?.id ?? 0, asked: fee, by, previewSha256: charged.sha256 })
}

/** People decide as a whole: of a file one batch is released, with a check among its entries and a stranger, and one is rejected. */
async function decideHeld(engine: Engine, personId: number): Promise<void> {
  const by = { personId, session: 'stepped-up' } as const
  const accounts = accountNumbers(4)
  const control = { totalDebit: 5 }
  const [check] = entries(1, { accounts, from: 800 })
  const some = [...entries(3, { accounts, from: 810 }), ...entries(1, { accounts: accountNumbers(1, 160), from: 820 })]
  const converted = { ...check, transactionCode: 27, identification: '1043' }
  const bytes = achFile([
    { entries: [converted], header: { secCode: 'ARC' }, control },
    { entries: some, control },
    { entries: entries(2, { accounts, from: 830 }), control },
  ])
  await receiveAndProcess(engine, { name: 'held.ach', bytes })
  const rows = await ask<{ id: number }>(
    engine,
    `select exception.id from exception join receipt on receipt.id = receipt_id where receipt.name = 'held.ach' and scope = 'batch' order by batch`,
  )
  for (const [n, { id: exceptionId }] of rows.entries()) {
    const asked: ResolutionAsked = { resolution: n === 2 ? 'reject' : 'release' }
    const preview = await previewUnit(engine, { exceptionId, asked, by })
    if (preview.is === 'refused') throw new Error(`the sample's decision was refused: ${preview.why}`)
    const resolved = await resolveUnit(engine, { exceptionId, asked, by, previewSha256: preview.sha256 })
    if (resolved.is !== 'done') throw new Error(`the sample's decision came to ${JSON.stringify(resolved)}`)
  }
}

/** Eve asks three senders; Ben keys the same, keys something else, and gives one back. What Eve decided alone he looks at. */
async function askTwo(engine: Engine, { eve, ben }: { readonly eve: number; readonly ben: number }): Promise<void> {
  const accounts = accountNumbers(3, 160)
  await recordAccounts(
    engine,
    accounts.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  const large = entries(3, { accounts, from: 720 }).map(one => ({ ...one, amountMinor: 1_000 }))
  await receiveAndProcess(engine, { name: 'large-estates.ach', bytes: achFile([{ entries: large }]) })
  const items = await ask<{ id: number }>(
    engine,
    "select id from exception where kind = 'account-deceased' and debit_minor + credit_minor = 1000 order by id",
  )
  const asked: ResolutionAsked = { resolution: 'refer', to: 'sender', words: 'Is this meant for the estate?' }
  const by = { personId: eve, session: 'stepped-up' } as const
  for (const { id: itemId } of items) {
    const preview = await previewResolution(engine, { itemId, asked, by })
    if (preview.is === 'refused') throw new Error(`the sample's question was refused: ${preview.why}`)
    const resolved = await resolveException(engine, { itemId, asked, by, previewSha256: preview.sha256 })
    if (resolved.is !== 'proposed') throw new Error(`the sample's question came to ${JSON.stringify(resolved)}`)
  }
  const [same, other, back] = await ask<{ shard: number; id: number }>(
    engine,
    "select shard, id from decision where state = 'proposed' order by exception_id",
  )
  if (same === undefined || other === undefined || back === undefined) throw new Error('three were to be proposed')
  const second = { personId: ben, session: 'stepped-up' } as const
  const keyed = [
    await keyDecision(engine, { decision: same, by: second, asked }),
    await keyDecision(engine, { decision: other, by: second, asked: { ...asked, to: 'customer' } }),
    await endDecision(engine, { decision: back, by: second, as: 'returned', why: 'The estate answered already.' }),
    await reviewDecision(engine, { decision: (await readReviews(engine, second))[0]?.review ?? same, by: second }),
  ]
  const came = keyed.map(one => one.is).join()
  if (came !== 'approved,different,ended,reviewed') throw new Error(`the sample's second person came to ${came}`)
}

/** Somebody of every kind and state, and one of everything that can be held. */
function peopleOfDay(now: Temporal.Instant): readonly PeopleChange[] {
  const until = now.add({ hours: 24 })
  const person = (login: string) => ({ change: 'add_person', login, name: login, kind: 'human' }) as const
  return [
    ...['ann', 'ben', 'cas', 'dee', 'eve'].map(person),
    { ...person('bot'), kind: 'agent', owner: 'cas' },
    { ...person('feed'), kind: 'service', owner: 'cas' },
    // A third pair of eyes: what two keyed differently is for neither of them to approve.
    person('fay'),
    { change: 'add_team', team: 'Operations' },
    { change: 'add_team', team: 'Checks', parent: 'Operations' },
    { change: 'add_team', team: 'Repair', parent: 'Checks' },
    { change: 'grant', hold: 'role', role: 'sps', to: { login: 'eve' } },
    { change: 'grant', hold: 'skill', skill: 'ach', login: 'eve' },
    { change: 'grant', hold: 'skill', skill: 'checks', login: 'eve' },
    { change: 'grant', hold: 'role', role: 'supervisor', to: { login: 'ben' } },
    { change: 'grant', hold: 'skill', skill: 'ach', login: 'ben' },
    { change: 'grant', hold: 'role', role: 'supervisor', to: { login: 'fay' } },
    { change: 'grant', hold: 'skill', skill: 'ach', login: 'fay' },
    { change: 'grant', hold: 'supervision', login: 'eve', workType: 'ach', level: 'after' },
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
  const begun = await signIn(engine, { login: 'ben', password, address: '127.0.0.1' })
  if ('refused' in begun) throw new Error(`the sample's person was refused: ${begun.why}`)
  await proveOtherwise(engine, begun.token)
  const request = { key: 'k', actor: 'person 1', digest: new Uint8Array(32) }
  for (let times = 2; times > 0; times--) await once(engine, request, async () => ({ status: 200, body: {} }))
}

/** Ben has a passkey and a provider that knows him; somebody is about to sign in. */
async function proveOtherwise(engine: Engine, token: string): Promise<void> {
  const check = await checkSession(engine, token, 'attended')
  if (check.at === 'over') throw new Error('the sample’s session was over at once')
  const { as } = check
  const challenge = (await makeChallenge(engine, { ceremony: 'passkey registration', as })) ?? ''
  const desk = { rpId: 'desk.test', origin: 'http://desk.test' }
  const answer = softwareAuthenticator().make({ challenge, ...desk })
  const verifier = openPasskeyVerifier({ id: desk.rpId, origins: [desk.origin] })
  const registered = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    registerPasskey(engine, tx, verifier, { as, answer, name: 'a phone' }),
  )
  if (registered.at === 'refused') throw new Error(`the sample's passkey was refused: ${registered.why}`)
  const known = { issuer: 'https://id.bank.example', subject: '248289761001', login: 'ben' }
  const signedIn = await signInProvider(engine, known, { address: '127.0.0.1' })
  if ('refused' in signedIn) throw new Error(`the sample's provider was refused: ${signedIn.why}`)
  await makeChallenge(engine, { ceremony: 'passkey sign-in' })
}

/** Cases, of which one is passed over, one worked on, one put aside and one waits. */
async function handOutWork(at: TestEngine): Promise<void> {
  const { engine } = at
  await openCases(engine)
  await addOperators(engine, [
    { id: 901, roles: ['sps'], skills: ['ach', 'ach-claims'], credentials: { 'reg-e': '2027-01-01T00:00:00Z' } },
    { id: 902, roles: ['sps'], skills: ['ach', 'ach-claims'], credentials: { 'reg-e': '2027-01-01T00:00:00Z' } },
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
