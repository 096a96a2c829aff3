import type { Queue } from '../../core/work/queue.ts'

/** Where people find the work of checks, by the skill that it asks for. */
export const CHECK_QUEUES = {
  'checks-balancing': { title: 'Cash letters and bundles that are held', skill: 'checks', leastRole: 'aop' },
  'checks-repair': { title: 'Codelines, amounts and images to repair', skill: 'checks', leastRole: 'aop' },
  'checks-research': { title: 'Checks to research', skill: 'checks-research', leastRole: 'ps' },
  'checks-returns': { title: 'Checks that accounts cannot pay', skill: 'checks', leastRole: 'aop' },
  'checks-positive-pay': {
    title: 'Checks that are not as they were issued',
    skill: 'checks-positive-pay',
    leastRole: 'aop',
  },
  'checks-review': { title: 'Checks of large amounts', skill: 'checks', leastRole: 'sps' },
} as const satisfies Readonly<Record<string, Queue>>

export type CheckQueue = keyof typeof CHECK_QUEUES
