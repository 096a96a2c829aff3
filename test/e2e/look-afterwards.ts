import { onTestFinished } from 'vitest'
import { changePeople } from '../../src/engine/change-people.ts'
import type { PeopleChange } from '../../src/engine/people-change.ts'
import { peopleNow } from '../../src/engine/people-now.ts'
import { institutionOf, readConfig } from '../../src/main/config.ts'
import { openEngine } from '../../src/main/open-engine.ts'

/** Until the test ends what Ada decides in this work of a sample’s bank is looked at afterwards. */
export async function lookAfterwards(dataDir: string, workType: string): Promise<void> {
  const grant = { change: 'grant', hold: 'supervision', login: 'demo-ada', workType, level: 'after' } as const
  const [id = 0] = await changeAsFrank(dataDir, grant)
  onTestFinished(async () => void (await changeAsFrank(dataDir, { change: 'end', hold: 'supervision', id })))
}

async function changeAsFrank(dataDir: string, change: PeopleChange): Promise<readonly number[]> {
  const institution = institutionOf(readConfig(dataDir, {}))
  const { engine, close } = await openEngine({ dataDir, institution, environment: {}, role: 'guest' })
  const frank = (await peopleNow(engine)).facts.persons.find(one => one.login === 'demo-frank')
  const changed = await changePeople(engine, { person: frank?.id ?? 0, session: 'stepped-up' }, [change])
  await close()
  if (changed.outcome !== 'changed') throw new Error(changed.why)
  return changed.ids
}
