import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type DeskNow, deskQuery, sayPresence } from '../data/desk.ts'

const WORDS = [
  ['available', 'available'],
  ['break', 'on a break'],
  ['away', 'away'],
] as const

/** Says whether one is there: on a break nothing is handed out. It has its place while it is not known yet. */
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
        {WORDS.map(([name, said]) => (
          <option key={name} value={name}>
            {said}
          </option>
        ))}
      </select>
    </label>
  )
}
