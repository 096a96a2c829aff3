import { useQuery } from '@tanstack/react-query'
import type { AuthorityWords } from '../../contract/people.ts'
import { ROLE_WORDS } from '../../core/authority/role.ts'
import { wordsQuery } from '../data/people.ts'
import { type Changing, useChange } from '../data/use-change.ts'
import { Amount } from '../ui/amount.tsx'
import { counted } from '../ui/format.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { Outcome } from './change-form.tsx'
import { GrantForm, type HoldName } from './grant-form.tsx'

const OF_ROLES: readonly HoldName[] = ['limit']

type Limit = AuthorityWords['limits'][number]

/** Up to which amount each role may do what, by what it is added up. */
export function RoleLimits({ isManager }: { readonly isManager: boolean }) {
  const query = useQuery(wordsQuery)
  const changing = useChange()
  return (
    <Panel title="Limits of roles">
      <Loaded query={query} skeleton={<PanelLines count={6} />}>
        {({ limits, acts }) => (
          <details>
            <summary>{counted(limits.length, 'limit')} that hold now</summary>
            {isManager && <GrantForm holds={OF_ROLES} />}
            <Outcome changing={changing} />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
            <section className="scroll" tabIndex={0} aria-label="Limits of roles, scrolls where they are wide">
              <Table
                label="Limits of roles"
                columns={columnsOf(acts, isManager ? changing : undefined)}
                rows={limits}
                keyOf={one => String(one.id)}
                empty="No role has a limit: whoever holds one may move nothing until one is set."
              />
            </section>
          </details>
        )}
      </Loaded>
    </Panel>
  )
}

function columnsOf(acts: AuthorityWords['acts'], changing: Changing | undefined): readonly TableColumn<Limit>[] {
  const shown: readonly TableColumn<Limit>[] = [
    { title: 'role', head: true, cell: one => ROLE_WORDS[one.role] },
    { title: 'act', cell: one => acts.find(act => act.act === one.act)?.title ?? one.act },
    { title: 'added up by', cell: one => (one.days > 1 ? `${one.measure}, ${one.days} banking days` : one.measure) },
    { title: 'up to', right: true, cell: one => <Amount minor={one.limit_minor} /> },
  ]
  if (changing === undefined) return shown
  return [
    ...shown,
    {
      title: 'do',
      cell: one => (
        <button
          type="button"
          className="row-button"
          disabled={changing.isBusy}
          aria-label={`End: ${ROLE_WORDS[one.role]} ${one.act} by ${one.measure}`}
          onClick={() => changing.make([{ change: 'end', hold: 'limit', id: one.id }])}
        >
          End
        </button>
      ),
    },
  ]
}
