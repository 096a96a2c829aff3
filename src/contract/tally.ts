import { z } from 'zod'

/** Count and value of a set of items; amounts are integer minor units of the institution's currency. */
export const Tally = z
  .strictObject({ count: z.int(), debit_minor: z.int(), credit_minor: z.int() })
  .meta({ id: 'Tally' })
export type Tally = z.infer<typeof Tally>

const ITEM_STATES = ['suspended', 'in_work', 'posted', 'returned', 'adjusted', 'forwarded', 'rejected'] as const
export const ItemState = z.enum(ITEM_STATES).meta({ id: 'ItemState' })
export type ItemState = z.infer<typeof ItemState>

/** received = posted + returned + adjusted + forwarded + rejected + in work + suspended. */
export const Equation = z
  .strictObject({
    holds: z.boolean().describe('Both sides agree, by count and by amount, and nothing waits'),
    waiting: z
      .int()
      .describe('Items that were received and are in no state yet, because their file is being processed'),
    received: Tally,
    terms: z.record(ItemState, Tally),
  })
  .meta({ id: 'Equation' })
export type Equation = z.infer<typeof Equation>
