import type { WorkRefusal } from '../core/work/work-refusal.ts'
import type { Engine } from '../engine/engine.ts'
import { readPersonName } from '../engine/read-desk.ts'
import { type Refusal, refuse } from './refusal.ts'

/** The engine's no as the API says it; of a lost lease with who has the case now. */
export async function workRefusal(engine: Engine, { refused, detail, holder }: WorkRefusal): Promise<Refusal> {
  const name = holder === undefined ? undefined : await readPersonName(engine, holder)
  return holder === undefined || name === undefined
    ? refuse(refused, detail)
    : refuse(refused, detail, { holder: { id: holder, name } })
}

export function noCase(id: string): Refusal {
  return refuse('case_not_found', `There is no case ${id}. Your desk shows those that you have.`)
}
