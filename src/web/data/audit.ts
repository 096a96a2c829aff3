import { queryOptions } from '@tanstack/react-query'
import type { AuditEvent, AuditHead } from '../../contract/audit.ts'
import { pathTo } from '../../contract/paths.ts'
import { ask } from './ask.ts'
import { pages } from './queries.ts'

/** What happened, and where the chains end. */
export const eventPages = (query: Readonly<Record<string, string | undefined>>) =>
  pages<AuditEvent>('auditEvents', {}, query)

export const auditHeadQuery = queryOptions({
  queryKey: ['audit-head'],
  queryFn: ({ signal }) => ask<AuditHead>(pathTo('auditHead'), signal),
})
