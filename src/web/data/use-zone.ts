import { useQuery } from '@tanstack/react-query'
import { todayQuery } from './queries.ts'

/** The institution's time zone: all times are shown on its clock. UTC until it is known. */
export function useZone(): string {
  return useQuery(todayQuery()).data?.institution.zone ?? 'UTC'
}
