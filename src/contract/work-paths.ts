/** Where the work that is handed out to people is. `{case}` is the case's id, as `1101-67108866`. */
export const WORK_PATHS = {
  workNext: '/v1/work/next',
  workHeartbeat: '/v1/work/heartbeat',
  workMine: '/v1/work/mine',
  workPresence: '/v1/work/presence',
  workRelease: '/v1/work/cases/{case}/release',
  workSkip: '/v1/work/cases/{case}/skip',
  workPend: '/v1/work/cases/{case}/pend',
  workPark: '/v1/work/cases/{case}/park',
  workUnpark: '/v1/work/cases/{case}/unpark',
  workFind: '/v1/work/find',
  workTake: '/v1/work/cases/{case}/take',
  workReassign: '/v1/work/reassign',
  workHandOver: '/v1/work/hand-over',
  workSkips: '/v1/work/skips',
} as const
