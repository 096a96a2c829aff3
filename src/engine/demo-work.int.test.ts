import { expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { plantCases } from '../../test/samples/operators.ts'
import { claimNext } from './claim-next.ts'
import { demoPeople, openDemoPeople } from './sign-in-demo.ts'
import { queuesOf } from './work-queues.ts'

const at = engineOfEachTest([])

// Seen red with the credentials left out, and with the skills of every queue given to everybody.
test('demo people may take the work of every queue of their role, and of no higher one', async () => {
  const { engine } = at()
  await openDemoPeople(engine)
  const logins = (await demoPeople(engine)).map(one => one.login)
  const ids = await ask<{ id: number; login: string }>(engine, 'select id, login from person')
  const idOf = (login: string) => ids.find(one => one.login === login)?.id ?? 0
  const taken: Record<string, string[]> = {}
  for (const { name } of queuesOf(engine).values()) {
    await plantCases(engine, { queue: name, count: logins.length })
    const pulled = await claimNext(engine, logins.map(idOf))
    for (const login of logins)
      if (pulled.get(idOf(login))?.outcome === 'claimed') taken[login] = [...(taken[login] ?? []), name]
    await ask(engine, 'delete from queue_place')
    await ask(engine, 'delete from work_case')
  }
  const queues = [...queuesOf(engine).values()]
  const of = (...roles: string[]) => queues.filter(one => roles.includes(one.leastRole)).map(one => one.name)
  expect(taken).toEqual({
    'demo-ada': of('aop'),
    'demo-ben': of('aop'),
    'demo-chen': of('aop', 'ps'),
    'demo-dora': of('aop', 'ps'),
    'demo-elif': of('aop', 'ps', 'sps'),
    'demo-agent': of('aop'),
  })
  const skills = await ask(engine, `select distinct skill from person_skill where person_id = ${idOf('demo-ada')}`)
  expect(skills.map(one => one.skill).sort()).toEqual(['ach', 'ach-authority', 'checks', 'checks-positive-pay'])
  const credentials = await ask<{ days: number }>(
    engine,
    'select distinct (extract(epoch from holds_until - holds_from) / 86400)::integer as days from person_credential',
  )
  expect(credentials).toEqual([{ days: 365 }])
  const members = await ask(
    engine,
    `select team.name, above.name as above, string_agg(login, ' ' order by login) as members
     from team left join team as above on above.id = team.parent_id left join team_member on team_id = team.id left join person on person.id = person_id
     group by team.name, above.name order by team.name`,
  )
  expect(members).toEqual([
    { name: 'Afternoon desk', above: 'Item processing', members: 'demo-ben demo-dora' },
    { name: 'Item processing', above: null, members: 'demo-elif' },
    { name: 'Morning desk', above: 'Item processing', members: 'demo-ada demo-chen' },
  ])
})
