import type { DayTeam } from '../core/day/team-drawer.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const TEAMS_AT = statement(
  'team.at',
  `
-- each team with everybody who was in it, or in a team below it, at the moment; union, not union all: teams may lie in each other
with recursive inside as (
  select id as team_id, id from team where shard = $1
  union
  select inside.team_id, team.id from inside join team on team.shard = $1 and team.parent_id = inside.id
)
select team.id, team.name, jsonb_agg(distinct member.person_id order by member.person_id) as members
from team
join inside on inside.team_id = team.id
join team_member as member on member.shard = $1 and member.team_id = inside.id and member.holds_from <= $2 and coalesce(member.holds_until, 'infinity') > $2
where team.shard = $1
group by team.id, team.name
order by team.id
limit 10000`,
)

/** The teams of an institution that anybody was in at the moment, each with its people and those of the teams below. */
export function teamsAt(run: Runner, orgShard: number, at: Temporal.Instant): Promise<readonly DayTeam[]> {
  return rowsOf<{ id: number; name: string; members: readonly number[] }>(run, TEAMS_AT, [orgShard, at.toString()])
}
