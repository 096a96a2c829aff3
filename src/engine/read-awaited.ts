import { bucketOfText, shardOf } from '../core/bucket.ts'
import type { AccountId } from '../core/core-system.ts'
import { letterKeyOf } from '../core/resolve/letter.ts'
import {
  answerKey,
  awaitedSentence,
  LEDGER_KEYS,
  type LedgerEvent,
  type LedgerEventAsked,
  ledgerEventAsked,
  ledgerKey,
  letterAsked,
  MAIL_KEYS,
} from '../core/work/awaited.ts'
import type { Wake } from '../core/work/place.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import { accountOfCase } from '../store/awaited.ts'
import { letterByKey } from '../store/letter-page.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { itemNumbered } from './item-numbered.ts'
import { orgShardOf } from './org-shard.ts'

/** What a case is to wait for, as it is found by, and what tells whether it came. */
export interface Awaited {
  readonly wake: Wake
  /** The bucket in which it happens; undefined where nothing is looked at. */
  readonly shard: number | undefined
  /** Under the lock of that bucket: why nothing is left to wait for, because it came already. Undefined where it is still to come. */
  readonly came: (tx: Runner) => Promise<WorkRefusal | undefined>
}

interface LookedUp {
  readonly on: 'mail' | 'ledger'
  readonly key: string
}

/**
 * Of a wake of which nothing is looked up: who asks for it comes along with what is asked for in the same moment. The next file of a
 * source comes to its end under the lock of the institution's first bucket, see `tellFile`.
 */
export function awaitedAtOnce(engine: Engine, wake: Wake): Awaited {
  const shard = wake.on === 'file' ? orgShardOf(engine) : undefined
  return { wake, shard, came: async () => undefined }
}

/** What somebody names as what a case is to wait for, or why there is nothing by that key. */
export async function readAwaited(
  engine: Engine,
  of: { readonly caseShard: number; readonly caseId: number },
  wake: LookedUp,
): Promise<Awaited | WorkRefusal> {
  if (wake.on === 'mail') return letterAwaited(engine, wake.key)
  const asked = ledgerEventAsked(wake.key)
  if (asked === undefined) return unknown(`A key of the ledger is ${LEDGER_KEYS}.`)
  if (asked.is === 'item') return itemAwaited(engine, asked.itemId)
  const account = await accountAsked(engine, of, asked)
  if (isWorkRefusal(account)) return account
  const event = asked.is === 'posting' ? { is: asked.is, account } : { ...asked, account }
  return awaitedOf(event, account.shard, async tx => {
    if (event.is === 'posting') return false
    const [now] = await engine.coreSystem.accountsById(tx, [account])
    return now !== undefined && now.balanceMinor >= event.amountMinor
  })
}

/** The account that is named by its number, or that of the case's own item. */
async function accountAsked(
  engine: Engine,
  of: { readonly caseShard: number; readonly caseId: number },
  { number }: Exclude<LedgerEventAsked, { is: 'item' }>,
): Promise<AccountId | WorkRefusal> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    if (number === undefined) {
      const own = await accountOfCase(tx, shardOf(orgId, 0), of)
      return own ?? unknown('No open item of this case is on an account of ours: name the account by its number.')
    }
    const [named] = await engine.coreSystem.accounts(tx, [{ shard: shardOf(orgId, bucketOfText(number)), number }])
    return named === undefined
      ? unknown('There is no account of ours with that number: write it as the account is listed, with its zeros.')
      : { shard: named.shard, id: named.id }
  })
}

async function itemAwaited(engine: Engine, itemId: number): Promise<Awaited | WorkRefusal> {
  const orgShard = orgShardOf(engine)
  const read = (tx: Runner) => itemNumbered(tx, orgShard, itemId)
  const item = await inReadRequest(engine.database, engine.institution.orgId, read)
  if (item === undefined) return unknown(`There is no item ${itemId}.`)
  if (item.state === 'suspended' && item.exceptionId !== itemId)
    return unknown(`Item ${itemId} is held with its batch or file: wait for an item of its own.`)
  return awaitedOf({ is: 'item', itemId }, item.shard, async tx => (await read(tx))?.state !== 'suspended')
}

async function letterAwaited(engine: Engine, key: string): Promise<Awaited | WorkRefusal> {
  const number = letterAsked(key)
  if (number === undefined) return unknown(`A key of mail is ${MAIL_KEYS}.`)
  const of = letterKeyOf(number)
  const orgShard = orgShardOf(engine)
  const letter = await inReadRequest(engine.database, engine.institution.orgId, tx => letterByKey(tx, orgShard, of))
  if (letter === undefined) return unknown(`There is no letter ${number}: the list of letters shows their numbers.`)
  if (letter.state === 'cancelled') return unknown(`Letter ${number} is not to go out any more, so nobody answers it.`)
  if (letter.overtakenBy !== undefined)
    return came(`document ${letter.overtakenBy}, for which letter ${number} asks, is here`)
  return {
    wake: { on: 'mail', key: answerKey(number) },
    shard: of.shard,
    came: async tx => {
      const now = await letterByKey(tx, orgShard, of)
      return now?.answered === undefined
        ? undefined
        : came(`the answer to letter ${number} came on ${now.answered.on}, says ${now.answered.byName}`)
    },
  }
}

function awaitedOf(event: LedgerEvent, shard: number, isSo: (tx: Runner) => Promise<boolean>): Awaited {
  const wake: Wake = { on: 'ledger', key: ledgerKey(event) }
  return { wake, shard, came: async tx => ((await isSo(tx)) ? came(awaitedSentence(wake)) : undefined) }
}

function unknown(detail: string): WorkRefusal {
  return { refused: 'wake_unknown', detail }
}

function came(what: string): WorkRefusal {
  return { refused: 'wake_came', detail: `There is nothing to wait for: ${what}.` }
}
