import { z } from 'zod'
import { CLAIM_CODES } from '../core/customer-claim.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { Day, IdText } from './plain-fields.ts'
import { doing, type Route } from './route.ts'

const ClaimTakenJson = z
  .strictObject({
    item: z.int(),
    kind: z.string().describe('The kind of the exception that was raised on the debit'),
    letter: z
      .enum(['asked', 'not needed', 'not asked'])
      .describe('Whether a letter is to ask the customer for the written statement'),
    why_not_asked: z.string().nullable(),
  })
  .meta({ id: 'ClaimTaken' })

/** What a customer says on the phone or at the counter. */
export const CLAIM_ROUTES = {
  takeClaim: {
    method: 'post',
    path: 'itemClaims',
    access: doing('contact'),
    summary:
      'Takes down that a customer did not authorize a posted debit: the exception, its clocks and its position begin',
    params: z.strictObject({ item: IdText }),
    headers: ONCE_HEADERS,
    body: {
      json: z
        .strictObject({
          code: z.enum(CLAIM_CODES).describe('What the customer says, by the return code that says it'),
          statement: z.enum(['on file', 'missing']).describe('Their written statement of unauthorized debit'),
          told_on: Day.optional().describe('The day on which they told us; today where left out'),
          words: z.string().trim().min(1).max(4000).optional().describe('Who called, what was said: a note'),
        })
        .meta({ id: 'ClaimAsked' }),
    },
    answer: { as: 'json', status: 200, schema: ClaimTakenJson },
    refusals: ['item_not_found', 'act_not_allowed', 'claim_refused', ...ONCE_REFUSALS],
  },
} as const satisfies Readonly<Record<string, Route>>
