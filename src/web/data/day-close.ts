import { pathTo } from '../../contract/paths.ts'
import { ask } from './ask.ts'

/** What closing or reopening a day asks for. */
export interface DayAct {
  readonly day: string
  /** Kept from the first try to the last, so that however often it is sent, it happens once. */
  readonly key: string
  /** Of a reopening. */
  readonly reason?: string
}

/** Closes the day; or, with a reason, opens it again. */
export async function actOnDay({ day, key, reason }: DayAct): Promise<void> {
  if (reason === undefined) await ask(pathTo('dayClose', { day }), undefined, { method: 'POST', key })
  else await ask(pathTo('dayReopen', { day }), undefined, { method: 'POST', key, body: { reason } })
}
