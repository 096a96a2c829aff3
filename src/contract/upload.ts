import { z } from 'zod'

/** The answer to an upload: its receipt number. The file is processed after the answer. */
export const Accepted = z
  .strictObject({ receipt: z.int(), status: z.literal('accepted'), location: z.string() })
  .meta({ id: 'Accepted' })
export type Accepted = z.infer<typeof Accepted>

export const Health = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' })
export const Readiness = z
  .strictObject({
    status: z.literal('ready'),
    database: z.string(),
    backlog: z.int().describe('Files that wait to be processed'),
    accounts: z.enum(['loaded', 'missing']).describe('While they are missing what is received waits'),
  })
  .meta({ id: 'Readiness' })
export const Version = z.strictObject({ name: z.literal('clearday'), version: z.string() }).meta({ id: 'Version' })
