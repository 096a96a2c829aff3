import { queryOptions } from '@tanstack/react-query'
import { pathTo } from '../../contract/paths.ts'
import type { AuthorityWords, Can, PeopleChangeJson, PersonNow, PersonStory } from '../../contract/people.ts'
import { ask, tell } from './ask.ts'
import { pages } from './queries.ts'

/** Who works here, what they hold, what they may; and every change of it. */
export const peoplePages = () => pages<PersonNow>('people', {}, {})

export const personQuery = (login: string) =>
  queryOptions({
    queryKey: ['person', login],
    queryFn: ({ signal }) => ask<PersonStory>(pathTo('person', { login }), signal),
  })

export const wordsQuery = queryOptions({
  queryKey: ['authority'],
  queryFn: ({ signal }) => ask<AuthorityWords>(pathTo('authorityWords'), signal),
})

export interface CanAsked {
  readonly login: string
  readonly act: string
  readonly amount_minor?: string
  readonly queue?: string
  /** The number of an account. */
  readonly payee?: string
  readonly cluster?: string
  readonly reason?: string
  /** Logins with commas between. */
  readonly made_by?: string
}
export const canQuery = ({ login, ...asked }: CanAsked) =>
  queryOptions({
    queryKey: ['can', login, asked],
    queryFn: ({ signal }) => ask<Can>(pathTo('personCan', { login }, asked), signal),
  })

export const changePeople = (changes: readonly PeopleChangeJson[], key: string) =>
  tell<{ readonly ids: readonly number[] }>(pathTo('peopleChanges'), { changes }, { key })
