import { z } from 'zod'
import { Day, Moment } from './plain-fields.ts'

/** A deadline with its working: each day that was counted or skipped, and why. */
export const Deadline = z
  .strictObject({
    rule: z.string(),
    act: z.string(),
    clock: z.string().describe('Whose clock it is'),
    starts: z.string().describe('What starts it'),
    counts: z.string().describe('What is counted, in words'),
    citation: z.string(),
    version_from: Day,
    standing: z.enum(['source', 'secondary', 'unverified']).describe('How far the terms were checked'),
    from: Day,
    due: z.strictObject({ on: Day, at: Moment, zone: z.string(), words: z.string() }),
    ours: z.strictObject({ on: Day, at: Moment, zone: z.string(), window: z.string(), why: z.string() }).nullable(),
    days: z.array(
      z.strictObject({
        on: Day,
        was: z.enum(['counted', 'skipped', 'passed', 'rolled']),
        number: z.int().nullable(),
        why: z.string(),
      }),
    ),
    missed: z.string().describe('What happens when it is missed'),
    sentences: z.array(z.string()).describe('All of it as sentences, most important first'),
    note: z.string().nullable(),
  })
  .meta({ id: 'Deadline' })
export type Deadline = z.infer<typeof Deadline>

export const DeadlineRules = z
  .strictObject({
    data: z.array(
      z.strictObject({ id: z.string(), area: z.string(), act: z.string(), starts: z.string(), citation: z.string() }),
    ),
  })
  .meta({ id: 'DeadlineRules' })
