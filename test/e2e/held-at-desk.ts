import type { QueuedCase } from '../../src/contract/queues.ts'
import { demoPerson } from './demo-person.ts'
import type { Started } from './started.ts'

/** Elif gets a batch that is held as a whole; `other`: the number of an item in a case that is ready for her. */
export async function heldAtDesk({ address }: Pick<Started, 'address'>): Promise<{ readonly other: string }> {
  const frank = (await demoPerson(address, 'demo-frank')).ask
  const cases = async (queue: string) =>
    (await frank<{ data: QueuedCase[] }>(`/v1/queues/${queue}/cases`)).data.filter(one => one.offered_to === null)
  const { data: queues } = await frank<{ data: { queue: string }[] }>('/v1/queues')
  const ready = (await Promise.all(queues.map(one => cases(one.queue)))).flat().filter(one => one.case.pack === 'ach')
  const isHeld = ({ case: of }: QueuedCase) => (of.exceptions[0] ?? 0) < 0 && of.value.count > 0
  const unit = ready.find(isHeld)
  const other = ready.find(one => (one.case.exceptions[0] ?? 0) > 0 && one.case.queue === 'ach-accounts')
  if (unit === undefined || other === undefined) throw new Error('the sample day has nothing held')
  await frank('/v1/work/reassign', { case: unit.case.case, to: 'demo-elif', reason: 'training' })
  return { other: String(other.case.exceptions[0]) }
}
