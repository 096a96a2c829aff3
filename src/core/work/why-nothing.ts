import { BARS, type Bar, barOfQueue, type CallerAtDesk } from './next.ts'
import { hasRoom, takesWork, whyNoRoom } from './presence.ts'
import type { Queue } from './queue.ts'

/** What lies in one queue, as one caller sees it. */
export interface QueueCounts {
  /** All that wait, whoever may take them. */
  readonly ready: number
  /** Of these, those that this caller may not take, by why. */
  readonly barred: Readonly<Partial<Record<Bar, number>>>
  /** In the hands of others. */
  readonly claimed: number
  /** What they let wait, and its moment has not come. */
  readonly waiting: number
  /** What they put aside. */
  readonly aside: number
}

/** One reason why somebody is handed nothing, with how many cases it keeps from them. */
export interface WhyNothing {
  readonly queue: string | undefined
  readonly bar: Bar | 'claimed' | 'waiting' | 'aside' | 'empty'
  readonly cases: number
  readonly sentence: string
}

const REMEDIES: Readonly<Record<Bar, string>> = {
  not_here: 'A supervisor ends the absence or activates the person.',
  not_available: 'Say that you are available.',
  desk_full: 'Finish one of them, or let it go.',
  skill_missing: 'A supervisor gives it.',
  credential_missing: 'Renew it, and a supervisor enters it.',
  role_too_low: 'A specialist takes them.',
  not_ready: 'They come by themselves.',
  for_another: 'A supervisor can give them to you.',
  worked_today: 'They come again tomorrow.',
  barred: 'Somebody else takes them.',
}

/**
 * Why is nothing coming? Every reason with its count, those that hold for whole queues first, then the most cases; a single
 * sentence when there is nothing at all.
 */
export function whyNothing(
  caller: CallerAtDesk,
  queues: ReadonlyMap<string, Queue>,
  counts: ReadonlyMap<string, QueueCounts>,
): readonly WhyNothing[] {
  const whole: WhyNothing[] = []
  const single: WhyNothing[] = []
  for (const [name, queue] of queues) {
    const found = counts.get(name)
    if (found === undefined) continue
    for (const each of ['waiting', 'aside'] as const)
      if (found[each] > 0) single.push(own(name, queue, each, found[each]))
    const bar = barOfQueue(caller, queue)
    if (bar !== undefined) {
      if (found.ready > 0) whole.push(barred(name, queue, bar, found.ready))
      continue
    }
    for (const [each, cases] of Object.entries(found.barred) as [Bar, number][])
      if (cases > 0) single.push(barred(name, queue, each, cases))
    if (found.claimed > 0) single.push(claimed(name, queue, found.claimed))
  }
  const all = [
    ...fullDesk(caller, counts),
    ...whole,
    ...single.sort((a, b) => b.cases - a.cases || (a.sentence < b.sentence ? -1 : 1)),
  ]
  return all.length > 0
    ? all
    : [{ queue: undefined, bar: 'empty', cases: 0, sentence: 'Every queue of yours is empty.' }]
}

/** One reason for all queues: nothing of any fits beside what they have. */
function fullDesk(caller: CallerAtDesk, counts: ReadonlyMap<string, QueueCounts>): readonly WhyNothing[] {
  const cases = [...counts.values()].reduce((sum, { ready }) => sum + ready, 0)
  if (cases === 0 || !takesWork(caller.presence) || hasRoom(caller)) return []
  return [{ queue: undefined, bar: 'desk_full', cases, sentence: whyNoRoom('You', caller) }]
}

/** Why somebody may not take a case of a queue, as a sentence: what is missing, and who can change it. */
export function barSentence(bar: Bar, queue: Queue): string {
  const missing = { skill_missing: ` (${queue.skill})`, credential_missing: ` (${queue.credential})` }
  const of = bar === 'skill_missing' || bar === 'credential_missing' ? missing[bar] : ''
  return `${BARS[bar]}${of}. ${REMEDIES[bar]}`
}

function barred(name: string, queue: Queue, bar: Bar, cases: number): WhyNothing {
  return { queue: name, bar, cases, sentence: `${inWords(cases)} in ${queue.title}: ${barSentence(bar, queue)}` }
}

function claimed(name: string, queue: Queue, cases: number): WhyNothing {
  const are = cases === 1 ? 'is' : 'are'
  const sentence = `${inWords(cases)} in ${queue.title} ${are} in the hands of others: work comes back when a lease ends or somebody lets it go.`
  return { queue: name, bar: 'claimed', cases, sentence }
}

/** What lies with whoever asks is handed out to nobody, and stands elsewhere than in what is read of the queues. */
function own(name: string, queue: Queue, bar: 'waiting' | 'aside', cases: number): WhyNothing {
  const [is, it, them] = cases === 1 ? ['is', 'it', 'it'] : ['are', 'each', 'them']
  const words = {
    waiting: `${cases === 1 ? 'waits' : 'wait'} with you: what it waits for, or its moment, brings ${it} back to you first; Pends shows ${them}`,
    aside: `${is} put aside by you: take ${them} up again when you like`,
  }
  return { queue: name, bar, cases, sentence: `${inWords(cases)} in ${queue.title} ${words[bar]}.` }
}

function inWords(cases: number): string {
  return cases === 1 ? 'One case' : `${cases} cases`
}
