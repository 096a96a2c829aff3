import { expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { withShippedKeys } from '../../test/samples/shipped-keys.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { presentUnreadChecks } from '../../test/samples/unread-checks.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { type Keyed, keyDecision } from './key-decision.ts'
import { proveDay } from './prove-day.ts'
import { readApprovals } from './read-approvals.ts'

/** What is keyed of a check whose amount was not read, by the policies that are shipped: the amount that is keyed decides, not the nothing that it came with. */

const [OPEN = ''] = accountNumbers(1)
const at = deskOfEachTest([OPEN])

type Keying = (amount: string) => ResolutionAsked
const returned =
  (code: string): Keying =>
  amount => ({ resolution: 'return', code, fields: { amount } })

// Seen red with the policy asked about encoding errors alone; with the item's own amount, which is nothing, compared with it.
test.each<[what: string, account: string, kind: string, keyed: Keying]>([
  ['an account that cannot be read either', '44*0000000', 'micr-unreadable', returned('E')],
  ['a codeline that is read', OPEN, 'encoding-error', returned('W')],
])(
  'law: an amount keyed for a check with %s is keyed twice from 10,000.00 on, and by one person below',
  async (_, account, kind, keyed) => {
    const { desk } = at()
    const engine = withShippedKeys(at().engine)
    const [large = 0, small = 0] = await presentUnreadChecks(engine, desk.ann, account, [1_200_000, 999_999])
    expect(await ask(engine, 'select distinct kind from exception where id = any ($1)', [[large, small]])).toEqual([
      { kind },
    ])
    const take = (itemId: number, amount: string) => takeAsShown(engine, { itemId, asked: keyed(amount), by: desk.ann })
    expect(await take(small, '9999.99')).toMatchObject({ is: 'done' })
    expect(await take(large, '12000.00')).toMatchObject({
      ...{ is: 'proposed', keying: 'blind', needs: [expect.stringContaining('check-keyed-amounts')] },
    })
    const [waiting] = await readApprovals(engine, desk.bob)
    expect(waiting).toMatchObject({ may: 'key', shown: undefined })
    const decision = { shard: waiting?.proposal.shard ?? 0, id: waiting?.proposal.id ?? 0 }
    const key = (by: typeof desk.bob, amount: string): Promise<Keyed> =>
      keyDecision(engine, { decision, by, asked: keyed(amount) })
    expect(await key(desk.bob, '12000.00')).toMatchObject({
      is: 'approved',
      effect: { outbound: { keyedMinor: 1_200_000 } },
    })
    expect((await proveDay(engine)).problems).toEqual([])
  },
)
