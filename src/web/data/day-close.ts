import { pathTo } from '../../contract/paths.ts'
import { ask } from './ask.ts'

/** What closing or reopening a day asks for: the password once more, but of a demo person, who has none. */
export interface DayAct {
  readonly day: string
  /** Kept from the first try to the last, so that however often it is sent, it happens once. */
  readonly key: string
  readonly password: string
  /** Of a reopening. */
  readonly reason?: string
}

/** Proves once more who it is, then closes the day; or, with a reason, opens it again. */
export async function actOnDay({ day, key, password, reason }: DayAct): Promise<void> {
  const body = password === '' ? {} : { password }
  await ask(pathTo('sessionStepUp'), undefined, { method: 'POST', body })
  if (reason === undefined) await ask(pathTo('dayClose', { day }), undefined, { method: 'POST', key })
  else await ask(pathTo('dayReopen', { day }), undefined, { method: 'POST', key, body: { reason } })
}
