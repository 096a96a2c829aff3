/** Where the pages of a desk read beside the work itself: acts, cases, queues. */
export const DESK_PATHS = {
  itemActs: '/v1/items/{item}/acts',
  workCase: '/v1/work/cases/{case}',
  workWake: '/v1/work/cases/{case}/wake',
  workTakeBack: '/v1/work/cases/{case}/take-back',
  workPends: '/v1/work/pends',
  queues: '/v1/queues',
  queueCases: '/v1/queues/{queue}/cases',
} as const
