import { z } from 'zod'

/** Count and value of a set of items; amounts are integer minor units of the institution's currency. */
export const Tally = z
  .strictObject({ count: z.int(), debit_minor: z.int(), credit_minor: z.int() })
  .meta({ id: 'Tally' })
export type Tally = z.infer<typeof Tally>

/** Minor units added up over files or days: whole, and exact to the last digit also where a `number` of JavaScript is not. */
export const MinorSum = z.number().multipleOf(1).meta({
  type: 'integer',
  description: 'Exact to the last digit, also beyond 2^53: read it as an integer of any size',
})

/** The same over files or days. */
export const TallySum = z
  .strictObject({ count: z.int(), debit_minor: MinorSum, credit_minor: MinorSum })
  .meta({ id: 'TallySum' })
export type TallySum = z.infer<typeof TallySum>

const ITEM_STATES = ['suspended', 'posted', 'returned', 'adjusted', 'forwarded', 'rejected'] as const
export const ItemState = z.enum(ITEM_STATES).meta({ id: 'ItemState' })
export type ItemState = z.infer<typeof ItemState>

/** `in_work` is what of the excepted items somebody has claimed at that moment, `suspended` the rest of them. */
const EquationTerm = z.enum([...ITEM_STATES, 'in_work']).meta({ id: 'EquationTerm' })
export type EquationTerm = z.infer<typeof EquationTerm>

/** received = posted + returned + adjusted + forwarded + rejected + in work + suspended. */
export const Equation = z
  .strictObject({
    holds: z.boolean().describe('Both sides agree, by count and by amount, and nothing waits'),
    waiting: z
      .int()
      .describe('Items that were received and are in no state yet, because their file is being processed'),
    received: TallySum,
    terms: z.record(EquationTerm, TallySum),
  })
  .meta({ id: 'Equation' })
export type Equation = z.infer<typeof Equation>
