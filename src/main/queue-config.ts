import { z } from 'zod'
import { WORK_ROLES } from '../core/work/queue.ts'
import { queueFaults } from '../core/work/queue-setting.ts'
import { PACKS } from '../packs/index.ts'

const word = z.string().regex(/^[a-z0-9-]{1,60}$/, 'a word of small letters, digits and dashes such as ach-returns')

/** What the institution says otherwise of the queues than the work types do, every field documented in docs/configuration.md. */
export const queues = z
  .array(
    z.strictObject({
      queue: z.string().min(1),
      title: z.string().min(1).max(60).optional(),
      skill: word.optional(),
      credential: word.optional(),
      leastRole: z.enum(WORK_ROLES).optional(),
      kinds: z.array(z.string().min(1)).min(1).optional(),
    }),
  )
  .superRefine((settings, context) => {
    for (const { at, field, shouldBe } of queueFaults(Object.values(PACKS), settings))
      context.addIssue({ code: 'custom', path: [at, field], message: shouldBe })
  })
  .default([])
