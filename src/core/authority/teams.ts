import type { PeopleFacts, Team } from './people-facts.ts'

/** Gives, for a team, itself and all teams above it. Teams that lie in each other all lie above each other; nothing hangs. */
export function teamsAbove(teams: readonly Team[]): (teamId: number) => readonly number[] {
  const parents = new Map(teams.map(team => [team.id, team.parentId]))
  const known = new Map<number, readonly number[]>()
  return teamId => {
    const before = known.get(teamId)
    if (before !== undefined) return before
    const above = new Set<number>()
    for (let at: number | undefined = teamId; at !== undefined && !above.has(at); at = parents.get(at)) above.add(at)
    known.set(teamId, [...above])
    return [...above]
  }
}

/** Everybody who is, was or will be in the team or one below it: who would gain by what the team is given. */
export function membersBelow(facts: PeopleFacts, teamId: number): readonly number[] {
  const above = teamsAbove(facts.teams)
  const inside = facts.members.filter(member => above(member.teamId).includes(teamId))
  return [...new Set(inside.map(member => member.personId))].sort((a, b) => a - b)
}
