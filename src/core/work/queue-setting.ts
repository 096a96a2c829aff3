import type { Pack } from '../pack.ts'
import { type Queue, rankOf, type WorkRole } from './queue.ts'

/**
 * What an institution says otherwise of a queue than its pack does. Its clock and its order are the law's and nobody's to set: see
 * `byUrgency`.
 */
export interface QueueSetting {
  /** One of a pack's: what lies in it once lies there for good, so there are no others. */
  readonly queue: string
  readonly title?: string | undefined
  readonly skill?: string | undefined
  readonly credential?: string | undefined
  readonly leastRole?: WorkRole | undefined
  /** Kinds of the same pack that are raised into it from now on, beside those that stay. */
  readonly kinds?: readonly string[] | undefined
}

/** The packs with their queues as the institution sets them, which has no faults (`queueFaults`). */
export function withQueues<Name extends string>(
  packs: Readonly<Record<Name, Pack>>,
  settings: readonly QueueSetting[],
): Readonly<Record<Name, Pack>> {
  const set = Object.entries<Pack>(packs).map(([name, pack]) => [name, withOwn(pack, settings)])
  return Object.fromEntries(set) as Record<Name, Pack> // of the same names
}

function withOwn(pack: Pack, settings: readonly QueueSetting[]): Pack {
  const own = settings.filter(({ queue }) => Object.hasOwn(pack.queues, queue))
  if (own.length === 0) return pack
  const target = new Map(own.flatMap(({ queue, kinds = [] }) => kinds.map(kind => [kind, queue] as const)))
  const queues = Object.entries(pack.queues).map(([name, queue]) => [name, asSet(name, queue, own)])
  const kinds = Object.entries(pack.kinds).map(([name, kind]) => [
    name,
    { ...kind, queue: target.get(name) ?? kind.queue },
  ])
  return { ...pack, queues: Object.fromEntries(queues), kinds: Object.fromEntries(kinds) }
}

function asSet(name: string, queue: Queue, settings: readonly QueueSetting[]): Queue {
  const said = settings.find(one => one.queue === name)
  if (said === undefined) return queue
  const { title = queue.title, skill = queue.skill, leastRole = queue.leastRole } = said
  const credential = said.credential ?? queue.credential
  return { title, skill, leastRole, ...(credential === undefined ? {} : { credential }) }
}

export interface QueueFault {
  /** Which of the settings, from 0, and which of its fields. */
  readonly at: number
  readonly field: 'queue' | 'credential' | 'leastRole' | 'kinds'
  /** Completes `it should be`. */
  readonly shouldBe: string
}

/** Why these settings cannot be: a queue or kind that is not there or stands twice, and work that would ask for less than its pack does. */
export function queueFaults(packs: readonly Pack[], settings: readonly QueueSetting[]): readonly QueueFault[] {
  return settings.flatMap((setting, at) => {
    const pack = packs.find(({ queues }) => Object.hasOwn(queues, setting.queue))
    const own = pack?.queues[setting.queue]
    if (pack === undefined || own === undefined) return [{ at, field: 'queue' as const, shouldBe: QUEUE_SHOULD_BE }]
    const isTwice = settings.findIndex(one => one.queue === setting.queue) !== at
    if (isTwice) return [{ at, field: 'queue' as const, shouldBe: 'a queue that stands once' }]
    const before = settings.slice(0, at).flatMap(({ kinds = [] }) => kinds)
    const wrong = wrongKinds(pack, setting, before)
    return [...wrong, ...(wrong.length > 0 ? [] : asksLess(pack, own, setting))].map(one => ({ at, ...one }))
  })
}

const QUEUE_SHOULD_BE = 'a queue of a work type: docs/exceptions.md lists them'

type OwnFault = Omit<QueueFault, 'at'>

function wrongKinds(pack: Pack, { kinds = [] }: QueueSetting, before: readonly string[]): readonly OwnFault[] {
  if (kinds.some(kind => !Object.hasOwn(pack.kinds, kind)))
    return [
      { field: 'kinds', shouldBe: `kinds of exceptions of the work type ${pack.name}: docs/exceptions.md lists them` },
    ]
  const isTwice = kinds.some((kind, n) => kinds.indexOf(kind) !== n || before.includes(kind))
  return isTwice ? [{ field: 'kinds', shouldBe: 'kinds that lie in one queue' }] : []
}

/** The pack's role and credential say what its work needs at least: by law, or because nobody below may decide it. */
function asksLess(pack: Pack, own: Queue, setting: QueueSetting): readonly OwnFault[] {
  const now = asSet(setting.queue, own, [setting])
  const froms = (setting.kinds ?? []).flatMap(kind => pack.queues[pack.kinds[kind]?.queue ?? ''] ?? [])
  const faults: OwnFault[] = []
  const least = [own, ...froms].map(one => one.leastRole).toSorted((a, b) => rankOf(b) - rankOf(a))[0]
  if (least !== undefined && rankOf(now.leastRole) < rankOf(least))
    faults.push({ field: 'leastRole', shouldBe: `${least} or a higher role, as what lies in it asks for` })
  const needed = [own, ...froms].flatMap(one => one.credential ?? [])
  const missing = needed.find(credential => credential !== now.credential)
  if (missing !== undefined) faults.push({ field: 'credential', shouldBe: `${missing}, as what lies in it asks for` })
  return faults
}
