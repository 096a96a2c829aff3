import type { Queue } from '../../core/work/queue.ts'

/** Where people find the work of ACH, by the skill that it asks for. */
export const ACH_QUEUES = {
  'ach-intake': { title: 'ACH files and batches that are held', skill: 'ach', leastRole: 'aop' },
  'ach-entries': { title: 'ACH entries that are not built as the rules say', skill: 'ach', leastRole: 'aop' },
  'ach-accounts': { title: 'ACH entries to accounts that cannot take them', skill: 'ach', leastRole: 'aop' },
  'ach-funds': { title: 'ACH debits without the funds', skill: 'ach', leastRole: 'aop' },
  'ach-authority': { title: 'ACH stops, reversals and authority', skill: 'ach-authority', leastRole: 'aop' },
  'ach-returns': { title: 'ACH returns and answers of other banks', skill: 'ach-returns', leastRole: 'ps' },
  // Errors claimed by consumers run on the clocks of 12 CFR 1005.11: who decides them was certified for it.
  'ach-claims': { title: 'ACH claims of customers', skill: 'ach-claims', credential: 'reg-e', leastRole: 'ps' },
  'ach-review': { title: 'ACH entries of large amounts', skill: 'ach', leastRole: 'sps' },
} as const satisfies Readonly<Record<string, Queue>>

export type AchQueue = keyof typeof ACH_QUEUES
