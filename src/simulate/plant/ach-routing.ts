import type { Direction } from '../../core/item.ts'
import { INSTITUTION, OTHER_BANKS } from '../institution.ts'
import { nearMiss, planted } from '../truth.ts'
import { entryTo, intoOrdinary } from './ach-placing.ts'
import { type Planting, wrongCheckDigit } from './planting.ts'

/** The routing number of the entry: whose it is, and whether its ninth digit is right. */

const side = (p: Planting): Direction => (p.n % 2 === 0 ? 'debit' : 'credit')

export function routingNotOurs(p: Planting): void {
  const entry = entryTo(p, p.person(), side(p), p.random.between(1_000, 90_000))
  intoOrdinary(p, { ...entry, routing: p.random.pick(OTHER_BANKS).routing }, planted(p.kind))
}

/** Our third number, which hardly anybody uses. */
export function routingRarelyUsed(p: Planting): void {
  const entry = entryTo(p, p.person(), side(p), p.random.between(1_000, 90_000))
  intoOrdinary(p, { ...entry, routing: INSTITUTION.routingNumbers[2] }, nearMiss(p.kind))
}

export function routingCheckDigit(p: Planting): void {
  const entry = entryTo(p, p.person(), side(p), p.random.between(1_000, 90_000))
  intoOrdinary(p, { ...entry, routing: wrongCheckDigit(entry.routing, p.random) }, planted(p.kind))
}

/** Our third number again: its 0s and its 5 look transposed, and its check digit is right. */
export function routingOddButRight(p: Planting): void {
  const entry = entryTo(p, p.firm(), side(p), p.random.between(1_000, 90_000))
  intoOrdinary(p, { ...entry, routing: INSTITUTION.routingNumbers[2] }, nearMiss(p.kind))
}
