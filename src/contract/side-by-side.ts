import { z } from 'zod'

/** A duplicate beside what came before it. */
export const SideBySide = z
  .strictObject({
    earlier: z.strictObject({
      item: z.int().nullable().describe('Null where it is a batch'),
      receipt: z.int(),
      batch: z.int().nullable().describe('0-based in the file; null where it is an item'),
      is: z.string().describe('In a line for people'),
      became: z.string().describe('What became of it, in a sentence'),
      images: z.array(z.enum(['front', 'back'])),
    }),
    fields: z
      .array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          record: z
            .int()
            .nullable()
            .describe('In which record of this one it stands; null for what is no field of one'),
          here: z.string().nullable().describe('Masked as its field is; null where this one has no such field'),
          earlier: z.string().nullable(),
          agrees: z.boolean().describe('Held against each other before anything was masked'),
        }),
      )
      .describe('What either of the two says, this one’s in its order'),
  })
  .meta({ id: 'SideBySide' })
export type SideBySide = z.infer<typeof SideBySide>

export const HeldEarlier = z
  .strictObject({ earlier: SideBySide.nullable().describe('Null where it repeats no other batch') })
  .meta({ id: 'HeldEarlier' })
export type HeldEarlier = z.infer<typeof HeldEarlier>
