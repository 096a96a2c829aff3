import { useMutation, useQueryClient } from '@tanstack/react-query'
import { PRESENCES, presenceWords } from '../../core/work/presence.ts'
import { type DeskNow, deskQuery, sayPresence } from '../data/desk.ts'

/** Says whether one is there, which says how many cases one may have: on a break nothing is handed out. It has its place while it is not known yet. */
export function PresenceChoice({ presence }: { readonly presence: DeskNow['presence'] | undefined }) {
  const client = useQueryClient()
  const asked = useMutation({
    mutationFn: (to: DeskNow['presence']) => sayPresence(to),
    onSettled: () => client.invalidateQueries({ queryKey: deskQuery.queryKey }),
  })
  return (
    <label className="choice">
      I am
      <select
        value={asked.isPending ? asked.variables : (presence ?? 'available')}
        disabled={presence === undefined}
        onChange={event => asked.mutate(event.target.value as DeskNow['presence'])} // one of those below
      >
        {PRESENCES.map(name => (
          <option key={name} value={name}>
            {presenceWords(name)}
          </option>
        ))}
      </select>
    </label>
  )
}
