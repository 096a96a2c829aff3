import { z } from 'zod'
import { Moment, PackName, pageOf } from './plain-fields.ts'
import { Tally } from './tally.ts'

/** A file of returns or notices that went out. */
export const OutboundFile = z
  .strictObject({
    id: z.int(),
    pack: PackName,
    name: z.string(),
    sha256: z.string(),
    size_bytes: z.int(),
    value: Tally,
    due_at: Moment.describe('The earliest deadline of anything in it'),
    released_at: Moment,
  })
  .meta({ id: 'OutboundFile' })
export type OutboundFile = z.infer<typeof OutboundFile>

export const OutboundFilePage = pageOf('OutboundFilePage', OutboundFile)
