import { z } from 'zod'
import { Outbound } from './item.ts'
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

/** A return or a notice, with the item that it answers. */
export const OutboundItem = z
  .strictObject({
    ...Outbound.shape,
    item: z.int(),
    pack: PackName,
    title: z.string().describe('Why: what people call the kind of the item’s exception, or what a notice is'),
    direction: z.enum(['debit', 'credit']),
    amount_minor: z.int(),
    number: z.int().nullable().describe('Its number in its file; null while it waits'),
  })
  .meta({ id: 'OutboundItem' })
export type OutboundItem = z.infer<typeof OutboundItem>

export const OutboundItemPage = pageOf('OutboundItemPage', OutboundItem)
