import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries, tallyOfEntries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { commitAs } from '../../test/samples/bulk-acts.ts'
import { debitsToDecide, shownOfFile } from '../../test/samples/debits-to-decide.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { supervise } from '../../test/samples/supervise.ts'
import { takeAsShown, takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { canPerson } from './can-person.ts'
import type { Engine } from './engine.ts'
import { exportAudit } from './export-audit.ts'
import { peopleNow } from './people-now.ts'
import { previewResolution } from './preview-resolution.ts'
import { previewUnit } from './preview-unit.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { readApprovals } from './read-approvals.ts'
import { workBulks } from './work-bulks.ts'

/** Of somebody of whose work a share is looked at: which acts wait for a second person is drawn with a key of the institution. */

const [DECEASED = '', OTHER = ''] = accountNumbers(2)
const SHARE = 50
const COUNT = 24
const POST = { resolution: 'post' } as const
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

/** Which of these are looked at, by the draw itself. */
async function drawn(ids: readonly number[]): Promise<readonly number[]> {
  const { drawOf } = await peopleNow(engine)
  return ids.filter(id => drawOf({ workType: 'ach', id }) < SHARE)
}

/** Those of which it is so, in their order. */
async function those(ids: readonly number[], is: (id: number) => Promise<boolean>): Promise<readonly number[]> {
  const found: number[] = []
  for (const id of ids) if (await is(id)) found.push(id)
  return found
}

function someDebits(account = DECEASED): Promise<readonly number[]> {
  const amounts = Array.from({ length: COUNT }, (_, n) => 100 + n)
  return debitsToDecide(engine, amounts, { account })
}

async function needsTwo(itemId: number, by = desk.ann): Promise<boolean> {
  const preview = await previewResolution(engine, { itemId, asked: POST, by })
  if (preview.is === 'refused') throw new Error(preview.why)
  return preview.notAuthorised !== undefined
}

// Seen red with a commit that drew by another number than the preview; and with the person in the draw of many at once.
test('law: what a preview, the list of acts, a dry run of many and a look again say waits for a second person is what does', async () => {
  await supervise(engine, 'ann', 'share', SHARE)
  const ids = await someDebits()
  const looked = await drawn(ids)
  expect(looked.length).toBeGreaterThan(0)
  expect(looked.length).toBeLessThan(COUNT)
  for (let time = 0; time < 2; time++) expect(await those(ids, id => needsTwo(id))).toEqual(looked)
  const offered = async (itemId: number) => {
    const acts = await readActs(engine, { itemId, by: desk.ann })
    return acts?.acts.find(one => one.act.resolution === 'post')?.standing === 'approval'
  }
  expect(await those(ids, offered)).toEqual(looked)
  const taken = async (itemId: number) =>
    (await takeAsShown(engine, { itemId, asked: POST, by: desk.ann })).is === 'proposed'
  expect(await those(ids, taken)).toEqual(looked)
  // Many at once are decided in steps, each of which draws for its own.
  const more = await someDebits(OTHER)
  const { dryRun, counts } = await shownOfFile(engine, more[0] ?? 0, desk.ann)
  const moreLooked = await drawn(more)
  expect(counts).toEqual([COUNT - moreLooked.length, moreLooked.length])
  await commitAs(engine, dryRun, desk.ann)
  await workBulks(engine)
  const waiting = await ask<{ id: number }>(
    engine,
    "select exception_id as id from decision where state = 'proposed' and exception_id = any ($1::bigint[]) order by 1",
    [more],
  )
  expect(waiting.map(one => one.id)).toEqual(moreLooked)
  // And so is what is taken back of the others.
  const rest = ids.filter(id => !looked.includes(id))
  for (const itemId of rest)
    expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({ is: 'undone', by: 'undo' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the last two digits of the number.
test('law: neither the number of an item nor what was drawn with another key foresees which wait', async () => {
  await supervise(engine, 'ann', 'share', SHARE)
  const ids = await someDebits()
  const looked = await those(ids, id => needsTwo(id))
  expect(looked).not.toEqual(ids.filter(id => id % 100 < SHARE))
  await ask(engine, 'update org set draw_key = sha256(draw_key)')
  const anew = await those(ids, id => needsTwo(id))
  expect(anew).not.toEqual(looked)
  expect(anew).toEqual(await drawn(ids))
})

// Seen red with the list drawn by another number.
test('law: whoever approves a share only is told in the list of approvals what they may not, by the same draw', async () => {
  const ids = await someDebits()
  await supervise(engine, 'ann', 'before')
  for (const itemId of ids)
    expect(await takeAsShown(engine, { itemId, asked: POST, by: desk.ann })).toMatchObject({ is: 'proposed' })
  await supervise(engine, 'bob', 'share', SHARE)
  const shut = (await readApprovals(engine, desk.bob)).filter(one => one.may === 'nothing')
  expect(shut.map(one => one.proposal.exceptionId).toSorted((a, b) => a - b)).toEqual(await drawn(ids))
})

// Seen red with a commit that drew by another number than the preview.
test('law: of what is held as a whole a preview says so too', async () => {
  const accounts = accountNumbers(20)
  await openAccounts(engine, accounts)
  await supervise(engine, 'ann', 'share', SHARE)
  for (let n = 0; n < 12; n++) {
    const held = entries(1, { accounts, from: n })
    const control = { totalDebit: tallyOfEntries(held).debitMinor + 1 }
    await receiveAndProcess(engine, { name: `held-${n}.ach`, bytes: achFile([{ entries: held, control }]) })
  }
  const rows = await ask<{ id: number }>(engine, "select id from exception where scope = 'batch' order by id")
  const ids = rows.map(one => one.id)
  expect(ids).toHaveLength(12)
  const asked = { resolution: 'reject' } as const
  const shown = async (exceptionId: number) => {
    const preview = await previewUnit(engine, { exceptionId, asked, by: desk.ann })
    return preview.is === 'previewed' && preview.notAuthorised !== undefined
  }
  const taken = async (exceptionId: number) =>
    (await takeUnitAsShown(engine, { exceptionId, asked, by: desk.ann })).is === 'proposed'
  const looked = await drawn(ids)
  expect(await those(ids, shown)).toEqual(looked)
  expect(await those(ids, taken)).toEqual(looked)
})

// Seen red with no item drawn as 0: the answer was no, whatever the share.
test('whether somebody can is told with the share, and draws nothing', async () => {
  const can = (login: string) =>
    canPerson(engine, { login, act: 'return', amountMinor: 100, queue: 'ach-entries', viewer: undefined })
  expect(await can('kim')).toMatchObject({ decided: { allowed: true } })
  expect(await can('kim')).not.toHaveProperty('decided.sharePercent')
  await supervise(engine, 'kim', 'share', SHARE)
  expect(await can('kim')).toMatchObject({ decided: { allowed: true, sharePercent: SHARE } })
  await supervise(engine, 'kim', 'before')
  expect(await can('kim')).toMatchObject({ decided: { allowed: false, needs: 'approval' } })
})

/** The audit log as it leaves the house. */
async function exported(): Promise<string> {
  const chunks: Uint8Array[] = []
  const none = async function* (): AsyncGenerator<string> {}
  const signer = { lines: async () => none(), sign: () => '' }
  const sink = {
    write: async (bytes: Uint8Array) => void chunks.push(Uint8Array.from(bytes)),
    finish: async () => {},
  }
  await exportAudit(engine, 'operator', {}, signer, sink)
  expect(chunks.length).toBeGreaterThan(0)
  return Buffer.concat(chunks).toString('latin1')
}

// Seen red with the key among what is kept of the people, and with a seal of the institution without it.
test('law: the key stands in no event, no export and nothing that is kept of the people, and whoever changes it is found', async () => {
  await supervise(engine, 'ann', 'share', SHARE)
  const [org] = await ask<{ key: Buffer }>(engine, 'select draw_key as key from org')
  const key = org?.key ?? Buffer.alloc(0)
  expect(key).toHaveLength(32)
  const told = [
    ...(await ask<{ body: string }>(engine, 'select body::text as body from event')).map(one => one.body),
    await exported(),
    JSON.stringify(await peopleNow(engine), (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  ].join('\n')
  const spelled = [...(['hex', 'base64', 'base64url', 'latin1'] as const).map(as => key.toString(as)), [...key].join()]
  for (const words of spelled) expect(told.includes(words)).toBe(false)
  expect((await proveDay(engine)).problems).toEqual([])
  await ask(engine, 'update org set draw_key = sha256(draw_key)')
  expect((await proveDay(engine)).problems).toHaveLength(1)
})
