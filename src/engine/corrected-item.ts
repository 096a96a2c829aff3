import { bucketOfText, shardOf } from '../core/bucket.ts'
import {
  type CorrectableField,
  type CorrectedField,
  type CorrectionOf,
  isCorrecting,
  NOTHING_TO_CORRECT,
  whyNotValues,
} from '../core/correction.ts'
import type { BatchDetail, PackItem } from '../core/pack.ts'
import type { CorrectionFacts, ResolutionAsked, ResolutionRefusal } from '../core/resolve/resolution.ts'
import type { Engine } from './engine.ts'
import { shardsKeyed } from './keyed-amounts.ts'
import { namedShards } from './named-accounts.ts'
import type { Decidable } from './resolution-facts.ts'

/** An item with the values in it that somebody gave. */
export interface CorrectedItem {
  readonly at: 'corrected'
  /** What was corrected, and from what. */
  readonly of: CorrectionOf
  readonly fields: readonly CorrectedField[]
  readonly item: PackItem
  readonly batch: BatchDetail
  /** The bucket of the account that it names now. */
  readonly shard: number
}

/** Puts the values into the item, in memory: what was received stays as it is. Undefined for a way out that corrects nothing. */
export function correctedItem(
  engine: Engine,
  decidable: Decidable,
  asked: ResolutionAsked,
): CorrectedItem | Extract<CorrectionFacts, { at: 'refused' }> | undefined {
  const way = asked.resolution
  if (!isCorrecting(way)) return undefined
  const { original, kind, batch } = decidable
  const { pack, parsed, raw } = original
  const { settings, orgId } = engine.institution
  const offered = pack.corrections?.fields(parsed, kind, way) ?? []
  if (pack.corrections === undefined || offered.length === 0)
    return refused('resolution_not_offered', NOTHING_TO_CORRECT)
  const values = asked.fields ?? {}
  const why = whyNotValues(offered, values)
  if (why !== undefined) return refused('fields_missing', why)
  const of = { item: parsed, raw, batch: batch.detail, kind, values, settings }
  const applied = pack.corrections.apply(of)
  if (applied.is === 'refused') return refused('field_refused', applied.why)
  const item = pack.parseItem(applied.raw, applied.batch, settings)
  const shard = item.accountNumber === '' ? decidable.item.shard : shardOf(orgId, bucketOfText(item.accountNumber))
  return { at: 'corrected', of, fields: fieldsOf(offered, asked), item, batch: applied.batch, shard }
}

/**
 * The buckets beside the item's own that the way out needs: those in which it may book, of the accounts that it names; where somebody
 * keys an amount that of its batch, because what is right of one item is held against what is right of the others.
 */
export function shardsAsked(engine: Engine, decidable: Decidable, asked: ResolutionAsked): readonly number[] {
  const keyed = shardsKeyed(engine, decidable, asked)
  const corrected = correctedItem(engine, decidable, asked)
  if (corrected?.at === 'corrected') return [...keyed, corrected.shard]
  return keyed.length > 0 ? keyed : namedShards(engine, decidable, asked)
}

/** In the order of their names, however they were given: the same correction has one hash. */
function fieldsOf(offered: readonly CorrectableField[], { fields = {} }: ResolutionAsked): readonly CorrectedField[] {
  return Object.keys(fields)
    .sort()
    .map(name => {
      const sensitive = offered.find(one => one.name === name)?.sensitive
      return { field: name, value: (fields[name] ?? '').trimEnd(), ...(sensitive === undefined ? {} : { sensitive }) }
    })
}

function refused(why: ResolutionRefusal, sentence: string): Extract<CorrectionFacts, { at: 'refused' }> {
  return { at: 'refused', refused: why, why: sentence }
}
