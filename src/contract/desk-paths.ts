/** Where the pages of a desk read beside the work itself: acts, cases, queues; acts on many. */
export const DESK_PATHS = {
  itemActs: '/v1/items/{item}/acts',
  workCase: '/v1/work/cases/{case}',
  workWake: '/v1/work/cases/{case}/wake',
  workTakeBack: '/v1/work/cases/{case}/take-back',
  workPends: '/v1/work/pends',
  queues: '/v1/queues',
  queueCases: '/v1/queues/{queue}/cases',
  bulkActs: '/v1/bulk-acts',
  bulkApprovals: '/v1/bulk-approvals',
  bulkAct: '/v1/bulk-acts/{bulk}',
  bulkMembers: '/v1/bulk-acts/{bulk}/members',
  bulkCommit: '/v1/bulk-acts/{bulk}/commit',
  bulkUndo: '/v1/bulk-acts/{bulk}/undo',
  bulkReturn: '/v1/bulk-acts/{bulk}/return',
} as const
