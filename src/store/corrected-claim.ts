import type pg from 'pg'
import type { PackName } from '../core/pack.ts'
import type { IdentityAfter } from '../core/resolve/effect.ts'
import { correctedNumberOfPack } from './item-claim.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

/** Identities that items claim when a person has corrected them: rows beside those of their part, told by the seal of their item. */

const INSERT = statement(
  'item-claim.insert-corrected',
  `
insert into item_claim (shard, item_id, space, fingerprint, received_day, pack)
select shard, $4, space, fingerprint, $5::date - date '1970-01-01', $6
from unnest($1::bigint[], $2::smallint[], $3::bigint[]) as claimed (shard, space, fingerprint)`,
)
const OF_ITEM = statement(
  'item-claim.corrected-of-item',
  `
select wanted.shard, wanted.space, wanted.fingerprint::text
from unnest($1::bigint[], $2::smallint[], $3::bigint[]) with ordinality as wanted (shard, space, fingerprint, n)
join item_claim as own on own.shard = wanted.shard and own.space = wanted.space and own.fingerprint = wanted.fingerprint and own.item_id = $4 and own.pack > 2
order by n`,
)

/** Adds what nobody owns. The caller holds the locks of the shards. */
export async function insertCorrectedClaims(
  tx: pg.ClientBase,
  identities: readonly IdentityAfter[],
  by: { readonly itemId: number; readonly pack: PackName; readonly receivedOn: string },
): Promise<void> {
  if (identities.length === 0) return
  await changedBy(tx, INSERT, [...columnsOf(identities), by.itemId, by.receivedOn, correctedNumberOfPack(by.pack)])
}

/** Those of the identities that the item claimed by a correction, in their order. */
export async function correctedClaimsOf(
  run: Runner,
  identities: readonly IdentityAfter[],
  itemId: number,
): Promise<readonly IdentityAfter[]> {
  return rowsOf<{ shard: number; space: number; fingerprint: string }>(run, OF_ITEM, [...columnsOf(identities), itemId])
}

function columnsOf(identities: readonly IdentityAfter[]): readonly (readonly (number | string)[])[] {
  return [identities.map(one => one.shard), identities.map(one => one.space), identities.map(one => one.fingerprint)]
}
