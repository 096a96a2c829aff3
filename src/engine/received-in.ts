import type { CorrectedField } from '../core/correction.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { Decidable } from './resolution-facts.ts'

/** What came in the place of what a decision corrects, field by field, as far as it could be read: for whoever looks at it before it counts and after. */
export function receivedIn(
  { original, batch, kind }: Pick<Decidable, 'original' | 'batch' | 'kind'>,
  { corrected = [] }: Effect,
): readonly CorrectedField[] {
  const of = { item: original.parsed, batch: batch.detail, kind }
  return corrected.flatMap(one => {
    const value = original.pack.corrections?.received(of, one.field)
    return value === undefined ? [] : [{ ...one, value }]
  })
}
