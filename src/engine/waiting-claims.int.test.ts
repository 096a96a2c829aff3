import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receive, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { ended, refuseItems, withSmallParts } from '../../test/samples/failing-files.ts'
import { releaseAndStop } from '../../test/samples/stopped-release.ts'
import { takeAsShown, takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeUnitBack } from '../../test/samples/take-back.ts'
import { bucketOfText } from '../core/bucket.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { batchExceptionId, fileExceptionId } from '../store/exception.ts'
import { approveDecision } from './approve-decision.ts'
import { endReceipt } from './attempt-receipt.ts'
import { endDecision } from './end-proposal.ts'
import type { Engine } from './engine.ts'
import { matchClaimsOfReleases } from './match-waiting-claims.ts'
import { previewUnit } from './preview-unit.ts'
import { processReceipt } from './process-receipt.ts'
import { proveDay } from './prove-day.ts'
import { readApprovals, worthOf } from './read-approvals.ts'
import { readCandidates } from './read-candidates.ts'
import { type ClaimLine, receiveClaim } from './receive-claim.ts'
import { resolveUnit } from './resolve-unit.ts'

/** A claim that named no posted debit is looked at again by itself when that debit posts. */

const TRACE = '121042880000001'
let at: TestEngine
const [payer = ''] = accountNumbers(1)
/** An account of the same bucket. */
const other = Array.from({ length: 1e5 }, (_, n) => String(5_000_000_000 + n)).find(
  number => bucketOfText(number) === bucketOfText(payer),
)

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, [payer, other ?? '', elsewhere])
})
afterEach(() => at.close())

const debit = { transactionCode: 27, account: payer, amountMinor: 45_000, trace: TRACE }
const sendDebit = (changes: Partial<typeof debit> = {}) =>
  receiveAndProcess(at.engine, { bytes: achFile([{ entries: [{ ...debit, ...changes }] }]) })

const CLAIM: ClaimLine = {
  accountNumber: payer,
  trace: TRACE,
  amountMinor: 45_000,
  row: 4,
  receivedAt: Temporal.Instant.from('2026-11-23T15:00:00.123456789Z'),
  code: 'R10',
  statement: 'on file',
}
const RAISED = [
  { kind: 'claim-unmatched', state: 'closed', closed_as: 'matched' },
  { kind: 'claim-unauthorized', state: 'open', closed_as: null },
]
const exceptions = () => ask(at.engine, 'select kind, state, closed_as from exception order by id')

// Seen red with: nothing asked again; the row of the claim lost.
test('a claim is raised on its debit when that posts, and its first exception ends', async () => {
  expect(await receiveClaim(at.engine, CLAIM)).toMatchObject({ outcome: 'unmatched' })
  await sendDebit()
  expect(await exceptions()).toEqual(RAISED)
  expect(
    await ask(at.engine, "select finding -> 'facts' -> 'claimRow' as row from exception where scope = 'item'"),
  ).toEqual([{ row: 4 }])
  expect(await receiveClaim(at.engine, CLAIM)).toMatchObject({ outcome: 'claimed-before' })
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with each of the three left out of the look-up.
test.each([
  ['another account of the bucket', { account: other ?? '' }],
  ['another trace', { trace: '121042880000002' }],
  ['another amount', { amountMinor: 45_001 }],
])('a debit of %s leaves it waiting', async (_, changes) => {
  await receiveClaim(at.engine, CLAIM)
  await sendDebit(changes)
  expect(await exceptions()).toEqual([{ kind: 'claim-unmatched', state: 'open', closed_as: null }])
  expect(await ask(at.engine, 'select exception_id from item')).toEqual([{ exception_id: null }])
})

// Seen red with: claims looked at only as the parts end, in the process that ran them.
test('a process that dies after the debit posted leaves the look to the next', async () => {
  await receiveClaim(at.engine, CLAIM)
  const reception = await receive(at.engine, { bytes: achFile([{ entries: [debit] }]) })
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  at.steps.at = name => {
    if (name === 'part committed') throw new Error('stopped here')
  }
  await expect(processReceipt(at.engine, reception.receiptId)).rejects.toThrow('stopped here')
  at.steps.at = () => {}
  expect(await exceptions()).toMatchObject([{ state: 'open' }])
  await processReceipt(await at.another(), reception.receiptId)
  expect(await exceptions()).toEqual(RAISED)
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with: claims looked at by the process alone that released.
test('a process that dies between a release and the look for its debits leaves the look to the next', async () => {
  await receiveClaim(at.engine, CLAIM)
  const { ann: by } = await openDesk(at.engine)
  const reception = await receive(at.engine, { bytes: achFile([{ entries: [debit], control: { totalDebit: 1 } }]) })
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  await endReceipt(at.engine, reception.receiptId)
  await releaseAndStop(at, batchExceptionId(reception.receiptId, 0), by)
  const ofClaims = async () => (await exceptions()).filter(one => /^claim/.test(String(one.kind)))
  expect(await ofClaims()).toMatchObject([{ kind: 'claim-unmatched', state: 'open' }])
  const next = await at.another()
  expect(await matchClaimsOfReleases(next)).toBe(1)
  expect(await ofClaims()).toEqual(RAISED)
  expect(await matchClaimsOfReleases(next)).toBe(0)
  expect((await proveDay(at.engine)).problems).toEqual([])
})

const [elsewhere = ''] = accountNumbers(200).filter(number => bucketOfText(number) < 512 !== bucketOfText(payer) < 512)
const failing = { transactionCode: 27, account: elsewhere, amountMinor: 77, trace: '121042880000009' }

// Seen red with: claims looked at only as a file is done.
test('a debit that posted in a file of which the rest fails is found', async () => {
  await receiveClaim(at.engine, CLAIM)
  const engine = withSmallParts(at.engine)
  await refuseItems(engine, 'amount_minor = 77')
  await ended(engine, achFile([{ entries: [debit, failing] }]))
  expect(await ask(engine, 'select kind, closed_as from exception order by kind')).toEqual([
    { kind: 'claim-unauthorized', closed_as: null },
    { kind: 'claim-unmatched', closed_as: 'matched' },
    { kind: 'file-not-processed', closed_as: null },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with: what fails for one claim left to fail the file of its debit; and skipped without a word, or said of each file anew.
test.each([
  { rest: 'is done', entries: [debit], receipt: { state: 'done' }, failures: 0 },
  { rest: 'fails', entries: [debit, failing], receipt: { state: 'quarantined' }, failures: 1 },
])('a claim that cannot be raised stays, and the file whose rest $rest comes to its end', async given => {
  await receiveClaim(at.engine, CLAIM)
  const engine = withSmallParts(at.engine)
  await refuseItems(engine, 'amount_minor = 77')
  await ask(engine, "alter table exception add constraint planted check (kind <> 'claim-unauthorized')")
  const reception = await receive(engine, { bytes: achFile([{ entries: given.entries }]) })
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  expect(await endReceipt(engine, reception.receiptId)).toHaveLength(given.failures)
  expect(await ask(engine, 'select state from receipt order by id')).toEqual([{ state: 'quarantined' }, given.receipt])
  await sendDebit({ trace: '121042880000009' })
  expect(await exceptions()).toContainEqual({ kind: 'claim-unmatched', state: 'open', closed_as: null })
  expect(await unmatchedSays()).toMatch(
    /The debit posted on 2026-11-23, and the claim could not be raised on it: the program failed with error 23514, which is a defect of it; whoever runs Clearday reports it. Work the claim from here.$/,
  )
  expect((await unmatchedSays()).split('The debit posted on')).toHaveLength(2)
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with: kept without looking again, when the claim waited for a debit that was there.
test('a debit that posts while the claim is being kept is found', async () => {
  const { blobs } = at.engine
  const slow: Engine = {
    ...at.engine,
    blobs: {
      ...blobs,
      async put(bytes, max) {
        await sendDebit()
        return blobs.put(bytes, max)
      },
    },
  }
  expect(await receiveClaim(slow, CLAIM)).toMatchObject({ outcome: 'raised' })
  expect(await ask(at.engine, "select name from receipt where source = 'customers'")).toEqual([])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with: only the first thousand looked at.
test('more claims wait than are looked at in one go, and the last is found too', async () => {
  await receiveClaim(at.engine, CLAIM)
  await ask(
    at.engine,
    `insert into exception (shard, id, scope, pack, kind, receipt_id, day, items, debit_minor, credit_minor, state, decided_by, sentence,
       finding, queue, clock, raised_at)
     select shard, id + n, scope, pack, kind, receipt_id, day, 0, 0, 0, 'open', 'person', sentence,
       jsonb_set(finding, '{facts,trace}', to_jsonb(n::text)), queue, clock, raised_at
     from exception, generate_series(1, 1000) as n`,
  )
  await sendDebit()
  expect(
    await ask(at.engine, "select count(*)::int as waiting from exception where state = 'open' and scope = 'file'"),
  ).toEqual([{ waiting: 1000 }])
})

// Seen red with: the defect of one claim's words left to stop the file.
test('a claim whose words were altered stays, and the file of the debit is done', async () => {
  await receiveClaim(at.engine, CLAIM)
  const { blobs } = at.engine
  const altered: Engine = {
    ...at.engine,
    blobs: { ...blobs, read: (sha256, range) => upperCase(blobs.read(sha256, range)) },
  }
  const reception = await receive(at.engine, { bytes: achFile([{ entries: [debit] }]) })
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  at.steps.at = name => {
    if (name === 'part committed') throw new Error('stopped here')
  }
  await expect(processReceipt(at.engine, reception.receiptId)).rejects.toThrow('stopped here')
  at.steps.at = () => {}
  await processReceipt(altered, reception.receiptId)
  expect(await exceptions()).toMatchObject([{ kind: 'claim-unmatched', state: 'open' }])
  expect(await unmatchedSays()).toContain('the words of the claim are not those that were stored. Work')
  expect(await ask(at.engine, 'select state from receipt order by id')).toEqual([
    { state: 'quarantined' },
    { state: 'done' },
  ])
})

// Seen red with: words that are gone taken for a disk that will come back: no file of the day was ever done.
test('a claim whose words are gone stays, the file of the debit is done, and the proof names what is gone', async () => {
  await receiveClaim(at.engine, CLAIM)
  const folder = await readdir(at.blobFolder, { recursive: true, withFileTypes: true })
  for (const one of folder.filter(entry => entry.isFile())) await rm(join(one.parentPath, one.name))
  await sendDebit()
  expect(await exceptions()).toMatchObject([{ kind: 'claim-unmatched', state: 'open' }])
  expect(await unmatchedSays()).toContain('the words of the claim are gone from where they were stored. Work')
  expect(await ask(at.engine, 'select state from receipt order by id')).toEqual([
    { state: 'quarantined' },
    { state: 'done' },
  ])
  expect((await proveDay(at.engine)).problems).toEqual([expect.stringMatching(/receipt 1\b/)])
})

/** A claim with a digit of its trace taken down wrongly, and the posted debit that it means. */
async function claimTakenDownWrongly() {
  await sendDebit()
  const kept = await receiveClaim(at.engine, { ...CLAIM, trace: '121042880000010' })
  if (kept.outcome !== 'unmatched') throw new Error(kept.outcome)
  const desk = await openDesk(at.engine)
  const [debit] = await ask<{ id: number }>(at.engine, 'select id from item')
  return { desk, exceptionId: fileExceptionId(kept.receiptId), itemId: debit?.id ?? 0 }
}

const ofClaim = (itemId: number | string) => ({ resolution: 'correct', fields: { item: String(itemId) } }) as const

// Seen red with: a position that exits on another day than was shown.
test('a claim is matched by hand with the debit that it means: what was shown is raised on it, once, with its position and clock', async () => {
  const { desk, exceptionId, itemId } = await claimTakenDownWrongly()
  expect(await readCandidates(at.engine, exceptionId)).toMatchObject([
    { item: itemId, differs: ['trace'], postedOn: '2026-11-23', amountMinor: 45_000 },
  ])
  const resolved = await takeUnitAsShown(at.engine, { exceptionId, asked: ofClaim(itemId), by: desk.ann })
  expect(resolved).toMatchObject({
    is: 'done',
    effect: {
      exception: { state: 'closed', resolution: 'correct', closedAs: 'matched' },
      moved: [{ from: 'suspense', to: 'claims', postings: 1, amountMinor: 45_000 }],
      claim: { itemId, kind: 'claim-unauthorized', amountMinor: 45_000, differs: ['trace'] },
    },
  })
  expect(await exceptions()).toEqual(RAISED)
  expect(await ask(at.engine, 'select amount_minor, payee <> $1 as paid, reason from decision', [''])).toEqual([
    { amount_minor: 45_000, paid: true, reason: 'claim-unmatched' },
  ])
  expect((await proveDay(at.engine)).problems).toEqual([])
  // What it became is decided like any other, and the door back is named.
  expect(await takeUnitBack(at.engine, { exceptionId, by: desk.bob })).toMatchObject({ refused: 'claim_raised' })
  const recredit = { resolution: 'recredit', term: 'provisional' } as const
  expect(await takeAsShown(at.engine, { itemId, asked: recredit, by: desk.ann })).toMatchObject({ is: 'done' })
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with: an item that is claimed already claimed once more.
test('a claim is matched with no item that nobody could claim, and says why', async () => {
  const { desk, exceptionId, itemId } = await claimTakenDownWrongly()
  const tried = (asked: ResolutionAsked) => previewUnit(at.engine, { exceptionId, asked, by: desk.ann })
  expect(await tried({ resolution: 'correct' })).toMatchObject({ refused: 'fields_missing' })
  expect(await tried(ofClaim('67x'))).toMatchObject({
    refused: 'field_refused',
    why: expect.stringMatching(/no ACH item 67x/),
  })
  await sendDebit({ transactionCode: 22, trace: '121042880000077' })
  const [credit] = await ask<{ id: number }>(at.engine, "select id from item where direction = 'credit'")
  expect(await tried(ofClaim(credit?.id ?? 0))).toMatchObject({
    refused: 'field_refused',
    why: expect.stringMatching(/is a credit/),
  })
  // Seen by somebody, and claimed in other words before they took it.
  const asked = ofClaim(itemId)
  const shown = await tried(asked)
  expect(await receiveClaim(at.engine, CLAIM)).toMatchObject({ outcome: 'raised' })
  const previewSha256 = shown.is === 'previewed' ? shown.sha256 : ''
  const late = await resolveUnit(at.engine, { exceptionId, asked, by: desk.ann, previewSha256 })
  expect(late).toMatchObject({
    refused: 'field_refused',
    why: expect.stringMatching(/an exception of its own, Customer says not authorized/),
  })
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with: the customer not told.
test('a claim of no debit is denied with the letter of the law, the customer is asked before, and both are undone', async () => {
  const { desk, exceptionId } = await claimTakenDownWrongly()
  const by = desk.ann
  const take = (asked: ResolutionAsked) => takeUnitAsShown(at.engine, { exceptionId, asked, by })
  const words = 'Which statement shows it?'
  expect(await take({ resolution: 'refer', to: 'sender', words })).toMatchObject({ refused: 'words_missing' })
  expect(await take({ resolution: 'refer', to: 'customer', words })).toMatchObject({
    effect: { exception: { state: 'open' }, letters: [{ to: 'customer', words, amountMinor: 45_000 }] },
  })
  expect(await takeUnitBack(at.engine, { exceptionId, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await take({ resolution: 'deny', words: ' ' })).toMatchObject({ refused: 'words_missing' })
  expect(await take({ resolution: 'deny', words: 'No such debit was ever received.' })).toMatchObject({
    effect: {
      exception: { closedAs: 'denied' },
      letters: [{ to: 'customer', rule: 'reg-e-report', amountMinor: 45_000 }],
    },
  })
  expect((await proveDay(at.engine)).problems).toEqual([])
  expect(await takeUnitBack(at.engine, { exceptionId, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await exceptions()).toEqual([{ kind: 'claim-unmatched', state: 'open', closed_as: null }])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with: what ended by itself listed as what may still be approved.
test('a match that two people decide is raised when the second approves; a denial of a claim whose debit posts meanwhile is stale', async () => {
  const { desk, exceptionId, itemId } = await claimTakenDownWrongly()
  const policy = { name: 'two', owner: 'operations', from: '2020-01-01', to: '9999-12-31', fromMinor: 1 } as const
  const secondKeys = [{ ...policy, resolutions: ['correct', 'deny'], keying: 'seen' }] as const
  const engine = { ...at.engine, institution: { ...at.engine.institution, secondKeys } }
  const propose = async (exception: number, asked: ResolutionAsked) => {
    const proposed = await takeUnitAsShown(engine, { exceptionId: exception, asked, by: desk.ann })
    if (proposed.is !== 'proposed') throw new Error(proposed.is)
    const [seen] = await readApprovals(engine, desk.bob)
    expect(seen).toMatchObject({ may: 'approve', proposal: { exceptionId: exception, isStale: false } })
    expect(seen && worthOf(seen)).toBe(45_000)
    const decision = { shard: 1024, id: proposed.decisionId }
    return { decision, by: desk.bob, sha256: seen?.shown?.effectSha256 ?? '' }
  }
  expect(await approveDecision(engine, await propose(exceptionId, ofClaim(itemId)))).toMatchObject({ is: 'approved' })
  expect(await exceptions()).toEqual(RAISED)
  expect((await proveDay(engine)).problems).toEqual([])

  const trace = '121042880000077'
  const waiting = await receiveClaim(engine, { ...CLAIM, trace, row: 5 })
  if (waiting.outcome !== 'unmatched') throw new Error(waiting.outcome)
  const denial = { resolution: 'deny', words: 'No such debit was ever received.' } as const
  const approval = await propose(fileExceptionId(waiting.receiptId), denial)
  await sendDebit({ trace })
  expect(await readApprovals(engine, desk.bob)).toMatchObject([{ proposal: { isStale: true } }])
  expect(await approveDecision(engine, approval)).toMatchObject({ is: 'stale' })
  expect(await endDecision(engine, { ...approval, by: desk.ann, as: 'withdrawn' })).toMatchObject({ is: 'ended' })
  expect((await proveDay(engine)).problems).toEqual([])
})

async function unmatchedSays(): Promise<string> {
  const [row] = await ask<{ sentence: string }>(
    at.engine,
    "select sentence from exception where kind = 'claim-unmatched'",
  )
  return row?.sentence ?? ''
}

async function* upperCase(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) yield new TextEncoder().encode(new TextDecoder().decode(chunk).toUpperCase())
}
