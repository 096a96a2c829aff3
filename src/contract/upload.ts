import { z } from 'zod'

/** What became of one file of an upload. */
export const UploadedFile = z
  .strictObject({
    name: z.string(),
    status: z
      .enum(['accepted', 'duplicate', 'empty', 'too_large'])
      .describe('`duplicate`: the same bytes were received before, and nothing of this file is processed'),
    receipt: z.int().nullable().describe('The receipt that this arrival was given; null where nothing was kept'),
    location: z.string().nullable().describe('Where the receipt is'),
    first_receipt: z.int().nullable().describe('Of a duplicate: the receipt of the same bytes that came first'),
    why: z.string().nullable().describe('Of what was refused: one sentence'),
  })
  .meta({ id: 'UploadedFile' })
export type UploadedFile = z.infer<typeof UploadedFile>

/** The answer to an upload of which at least one file was accepted: each of its files, in order. They are processed after the answer. */
export const Uploaded = z.strictObject({ files: z.array(UploadedFile) }).meta({ id: 'Uploaded' })
export type Uploaded = z.infer<typeof Uploaded>

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
