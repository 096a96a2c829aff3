import { z } from 'zod'
import { IDEMPOTENCY_KEY_HEADER } from './idempotency-key.ts'
import type { RefusalName } from './problem.ts'

/** What every route says of the key under which it is done once. */
export const ONCE_HEADERS = [
  {
    name: IDEMPOTENCY_KEY_HEADER,
    required: true,
    schema: z.string().max(255),
    what: 'A key of its own for each thing that is to happen: sent again with the same, it has one effect and the first answer',
  },
] as const

/** The same where it may be left out: acts on a case by its claim are done once by the claim; a key gives the first answer again. */
export const ONCE_HEADERS_IF_ASKED = [{ ...ONCE_HEADERS[0], required: false }] as const

const REFUSED = [
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'request_in_progress',
] as const satisfies readonly RefusalName[]
export const ONCE_REFUSALS = ['idempotency_key_missing', ...REFUSED] as const
export const ONCE_REFUSALS_IF_ASKED = REFUSED
