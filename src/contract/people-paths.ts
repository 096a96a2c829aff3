/** Where people, their authority and what happened are. */
export const PEOPLE_PATHS = {
  people: '/v1/people',
  person: '/v1/people/{login}',
  personCan: '/v1/people/{login}/can',
  authorityWords: '/v1/authority',
  peopleChanges: '/v1/people-changes',
  auditExport: '/v1/audit/export',
  auditEvents: '/v1/audit/events',
  auditHead: '/v1/audit/head',
} as const
