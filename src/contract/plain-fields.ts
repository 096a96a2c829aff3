import { z } from 'zod'

/** Fields that many shapes share. */
export const Day = z.iso
  .date('a day, as 2026-07-02')
  // The days before and after it are looked at too, and must be ones that the database reads.
  .refine(text => text >= '1900' && text < '9999', 'a day of the years 1900 to 9998')
  .describe('A day, as 2026-07-02')
export const Moment = z.string().describe('An instant in UTC, as 2026-07-02T21:04:05Z')
/**
 * Words that go out as they were written, of so many characters at most: without the one that no database keeps (NUL) and without
 * halves of characters, as a text that was cut in the middle of one has them. What is previewed is what is kept, to the byte.
 */
export const SentWords = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine(text => !text.includes('\0') && text.isWellFormed(), 'words without broken characters: write them anew')
export const PackName = z.enum(['ach', 'checks']).meta({ id: 'PackName' })
export const DecidedBy = z.enum(['person', 'policy'])

/** Numbers of the path and the query come as text. */
export const IdText = z
  .string()
  .regex(/^\d{1,16}$/, 'a whole number, as the lists show it')
  .refine(text => Number.isSafeInteger(Number(text)), `a whole number up to ${Number.MAX_SAFE_INTEGER}`)

/** A place in a list, as of a batch in its file. */
export const OrdinalText = z.string().regex(/^\d{1,9}$/, 'a whole number of nine digits at most')

const LIMIT_MAX = 500
export const LimitText = z
  .string()
  .regex(/^\d{1,3}$/, 'a whole number')
  .refine(text => Number(text) >= 1 && Number(text) <= LIMIT_MAX, `from 1 to ${LIMIT_MAX}`)
  .optional()
  .describe('How many, 100 when left out')

export const Cursor = z.string().max(200).optional().describe('The `next` of the page before')

/** A page of a list; `next` is null on the last one. */
export function pageOf<One extends z.ZodType>(id: string, one: One) {
  return z.strictObject({ data: z.array(one), next: z.string().nullable() }).meta({ id })
}

/** Names what somebody saw, so that this and nothing else is done. In small hexadecimal digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const Fence = z
  .int()
  .min(0)
  .max(2_147_483_647)
  .describe('Of the claim by which the case is held, as it was handed out')
