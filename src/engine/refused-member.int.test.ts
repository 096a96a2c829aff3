import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { commitAs, dryRunOf, estates } from '../../test/samples/bulk-acts.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { changePeople } from './change-people.ts'
import { previewResolution } from './preview-resolution.ts'
import { readItem } from './read-item.ts'
import { workBulks } from './work-bulks.ts'

/** What is not done of an act on many: the others are, and whoever reads it is told why and what to do. */

const at = deskOfEachTest([])
let desk: Desk
beforeEach(() => {
  desk = at().desk
})
const dryRun = (asked: ResolutionAsked) => dryRunOf(at().engine, { asked, by: desk.ann })

// Seen red with an original that is gone, and one that was altered, thrown in the dry run and waited for in the step.
test('an item whose original is gone or altered is refused with what to do, in the dry run and in the step; the others go on', async () => {
  const { engine, blobFolder } = at()
  for (const from of [0, 100, 200]) await estates(engine, 3, { from })
  const receipts = await ask<{ id: number; hex: string }>(
    engine,
    `select id, encode(sha256, 'hex') as hex from receipt order by id`,
  )
  const [gone, altered] = receipts.map(({ id, hex }) => ({
    id,
    path: join(blobFolder, hex.slice(0, 2), hex.slice(2, 4), hex),
  }))
  if (gone === undefined || altered === undefined) throw new Error('three files were received')
  const before = await dryRun({ resolution: 'post' })
  const bytes = readFileSync(altered.path)
  rmSync(gone.path)
  writeFileSync(
    altered.path,
    bytes.toString().replaceAll(/^6.*$/gm, line => line.replaceAll('0', '1')),
  )
  const said = (id: number, what: string) =>
    `The stored original of receipt ${id} ${what}, so nothing about this item is done. Whoever runs Clearday puts it back from a backup; after that, choose the item again.`
  expect(await commitAs(engine, before, desk.ann)).toMatchObject({ is: 'begun' })
  await workBulks(engine)
  const ended =
    'select refused, why, count(*) from bulk_member where bulk_id = $1 group by 1, 2 order by 1 nulls first, 2'
  expect(await ask(engine, ended, [before.id])).toEqual([
    { refused: null, why: '', count: 3 },
    { refused: 'original_unreadable', why: said(gone.id, 'is gone'), count: 3 },
    { refused: 'original_unreadable', why: said(altered.id, 'was altered'), count: 3 },
  ])
  // Alone it is shown and refused in the same words, and not a failure of the server. Seen red with: thrown.
  const [alone] = await ask<{ id: number }>(engine, 'select id from item where id / 67108864 = $1 limit 1', [gone.id])
  const order = { itemId: alone?.id ?? 0, asked: { resolution: 'post' }, by: desk.ann } as const
  expect(await previewResolution(engine, order)).toMatchObject({ is: 'refused', why: said(gone.id, 'is gone') })
  expect(await readItem(engine, order.itemId)).toMatchObject({ unreadable: said(gone.id, 'is gone') })
  const { shown } = await dryRun({ resolution: 'return', code: 'R15' })
  expect(shown).toMatchObject({ done: { count: 0 }, reasons: [{ reason: 'original_unreadable', value: { count: 6 } }] })
  writeFileSync(altered.path, bytes)
  expect((await dryRun({ resolution: 'post' })).shown).toMatchObject({ done: { count: 3 } })
})

// Seen red with the reader called `you` in the place of whoever made the act.
test('whoever reads an act on many is told by name whose doing it was that is not done', async () => {
  const { engine } = at()
  await estates(engine, 2)
  const shown = await dryRunOf(engine, { asked: { resolution: 'post' }, by: desk.kim })
  await commitAs(engine, shown, desk.kim)
  const [row] = await ask<{ id: number }>(engine, `select id from person where login = 'sue'`)
  const sue = { person: row?.id ?? 0, session: 'stepped-up' } as const
  expect(await changePeople(engine, sue, [{ change: 'suspend', login: 'kim' }])).toMatchObject({ outcome: 'changed' })
  await workBulks(engine)
  const ended = 'select refused, why, count(*) from bulk_member where bulk_id = $1 group by 1, 2'
  expect(await ask(engine, ended, [shown.id])).toEqual([
    { refused: 'not_authorised', why: 'Kim is suspended.', count: 2 },
  ])
})

// Seen red with the step asked only whether a second person is needed: they were put before one, open as the dry run had it, and blind.
test('law: a policy of blind keys that comes after the dry run leaves its members undone, and says why', async () => {
  const { engine } = at()
  await estates(engine, 2, { amountMinor: 150_000 })
  const shown = await dryRunOf(engine, { asked: { resolution: 'post' }, by: desk.kim })
  expect(shown.shown).toMatchObject({ proposed: { count: 2 } })
  await commitAs(engine, shown, desk.kim)
  const policy = { name: 'second-key', owner: 'Sue', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  const secondKeys = [{ ...policy, resolutions: ['post'], keying: 'blind' }] as const
  await workBulks({ ...engine, institution: { ...engine.institution, secondKeys } })
  const ended = 'select refused, why, count(*) from bulk_member where bulk_id = $1 group by 1, 2'
  const why = 'A policy asks for a second person who keys it without seeing it: such are decided one by one.'
  expect(await ask(engine, ended, [shown.id])).toEqual([{ refused: 'keyed_blind', why, count: 2 }])
  expect(await ask(engine, 'select count(*) from decision')).toEqual([{ count: 0 }])
})
