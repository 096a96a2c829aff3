import { useQuery } from '@tanstack/react-query'
import type { AuthorityWords } from '../../contract/people.ts'
import { MEASURE_WORDS } from '../../core/authority/people-facts.ts'
import { ROLES, type Role } from '../../core/authority/role.ts'
import { wordsQuery } from '../data/people.ts'
import { type Changing, useChange } from '../data/use-change.ts'
import { Amount } from '../ui/amount.tsx'
import { counted } from '../ui/format.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { Outcome } from './change-form.tsx'
import { GrantForm, type HoldName } from './grant-form.tsx'

const OF_ROLES: readonly HoldName[] = ['limit']

type Limit = AuthorityWords['limits'][number]

/** Up to which amount each role may do what, by what it is added up: a role at a time, an act at a time. */
export function RoleLimits({ isManager }: { readonly isManager: boolean }) {
  const query = useQuery(wordsQuery)
  const changing = useChange()
  return (
    <Panel title="Limits of roles">
      <Loaded query={query} skeleton={<PanelLines count={6} />}>
        {({ limits, acts }) => (
          <>
            {isManager && (
              <details>
                <summary>Set a limit</summary>
                <GrantForm holds={OF_ROLES} />
              </details>
            )}
            <Outcome changing={changing} />
            {limits.length === 0 && (
              <p className="notice">No role has a limit: whoever holds one may move nothing until one is set.</p>
            )}
            {[...Map.groupBy(limits, one => one.role)].map(([role, own]) => (
              <OfRole key={role} {...{ role, own, acts }} changing={isManager ? changing : undefined} />
            ))}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

interface OfRoleProps {
  readonly role: Role
  readonly own: readonly Limit[]
  readonly acts: AuthorityWords['acts']
  /** Undefined for whoever may end none. */
  readonly changing: Changing | undefined
}

function OfRole({ role, own, acts, changing }: OfRoleProps) {
  return (
    <details>
      <summary>
        {ROLES[role]}: {counted(own.length, 'limit')}
      </summary>
      <dl className="role-limits">
        {[...Map.groupBy(own, one => one.act)].map(([act, limits]) => {
          const title = acts.find(one => one.act === act)?.title ?? act
          return (
            <div key={act}>
              <dt>{title}</dt>
              {limits.map(one => (
                <dd key={one.id}>
                  <span>{addedUp(one)}</span>
                  <Amount minor={one.limit_minor} />
                  {changing !== undefined && (
                    <button
                      type="button"
                      className="row-button"
                      disabled={changing.isBusy}
                      aria-label={`End: ${ROLES[role]}, ${title}, ${addedUp(one)}`}
                      onClick={() => changing.make([{ change: 'end', hold: 'limit', id: one.id }])}
                    >
                      End
                    </button>
                  )}
                </dd>
              ))}
            </div>
          )
        })}
      </dl>
    </details>
  )
}

function addedUp({ measure, days }: Limit): string {
  return days > 1 ? `${MEASURE_WORDS[measure]}, ${days} banking days` : MEASURE_WORDS[measure]
}
