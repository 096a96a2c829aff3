import { z } from 'zod'
import { Moment } from './plain-fields.ts'
import { Equation, MinorSum } from './tally.ts'

/** Everything counted again from the items, the books and the audit chain. */
export const Proof = z
  .strictObject({
    at: Moment,
    took_ms: z.int(),
    holds: z.boolean(),
    problems: z.array(z.string()),
    all: Equation,
    sources: z.array(z.strictObject({ source: z.string(), equation: Equation })),
    books: z.strictObject({
      postings_sum_minor: MinorSum,
      balances_off: z.int(),
      suspense_off_minor: MinorSum,
      orphans: z.int(),
      positions_off: z
        .int()
        .describe('Unresolved exceptions without a suspense position of their value, or the other way'),
    }),
    audit: z.strictObject({
      events: z.int(),
      links: z.int(),
      rows: z.int(),
      signed_heads: z.int().describe('Chains whose head was signed outside the database'),
      signed_at: Moment.nullable(),
      problems: z.int(),
    }),
  })
  .meta({ id: 'Proof' })
export type Proof = z.infer<typeof Proof>
