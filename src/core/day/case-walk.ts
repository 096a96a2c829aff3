import type { TallySum } from '../tally.ts'
import type { DrawerTerm } from './drawer.ts'

/** The kinds of events that say whose a case is. */
export const CASE_ACTS = [
  'case_claimed',
  'case_unparked',
  'case_parked',
  'case_pended',
  'case_released',
  'case_skipped',
  'case_reassigned',
  'case_returned',
  'lease_ended',
  'case_woken',
  'case_closed',
  'case_reopened',
] as const
export type CaseActKind = (typeof CASE_ACTS)[number]

/** One event of a case's place, in the order of its chain. */
export interface CaseAct {
  readonly kind: CaseActKind
  readonly at: Temporal.Instant
  /** Undefined for the engine. */
  readonly by: number | undefined
  /** Of `case_reassigned`: to whom. Of `case_pended` for a second person: with whom it waits, who may not have had it. */
  readonly to: number | undefined
  /** Of `case_claimed`: true where it was not handed out but taken by its number, out of its turn. */
  readonly isByNumber: boolean
}

/** Everything that ever happened to one case, and how its place stands. */
export interface CaseStory {
  /** `12 of queue ach-returns`. */
  readonly name: string
  readonly value: TallySum
  readonly acts: readonly CaseAct[]
  readonly place: {
    readonly state: string
    readonly holder: number | undefined
    readonly leaseUntil: Temporal.Instant | undefined
  }
}

/** From the first moment of the day to the last that counts, and now. */
export interface DrawerDay {
  readonly from: Temporal.Instant
  readonly until: Temporal.Instant
}

type Carried = 'leased' | 'parked' | 'pended'

interface Held {
  readonly person: number
  readonly state: Carried
}

/** One case from its first event on: nobody had it then. What happens in the day is booked in the drawers of those who had it. */
export class CaseWalk {
  /** Who decided it in the day, once for each time. */
  readonly deciders: number[] = []
  readonly #story: CaseStory
  readonly #day: DrawerDay
  readonly #book: (person: number, term: DrawerTerm) => void
  readonly #why: [number | undefined, string][] = []
  #held: Held | undefined
  #isOpened = false
  #isClosed = false

  constructor(story: CaseStory, day: DrawerDay, book: (person: number, term: DrawerTerm) => void) {
    this.#story = story
    this.#day = day
    this.#book = book
  }

  /** Gives what does not fit, with whose drawer it is about. */
  run(): readonly (readonly [number | undefined, string])[] {
    for (const act of this.#story.acts) {
      if (Temporal.Instant.compare(act.at, this.#day.from) >= 0) this.#open()
      if (Temporal.Instant.compare(act.at, this.#day.until) > 0) this.#close()
      this.#moves[act.kind](act)
    }
    this.#open()
    this.#close()
    this.#compare()
    return this.#why
  }

  /** What each kind of event does to whoever has the case. */
  readonly #moves: Readonly<Record<CaseActKind, (act: CaseAct) => void>> = {
    case_claimed: act => {
      const { by, isByNumber } = act
      // What they let wait was theirs all the time.
      if (this.#held?.state === 'pended' && this.#held.person === by) return this.#keeps(act, 'leased')
      // Of a lease that ran out, or of somebody else who let it wait beyond its day.
      this.#loses('lease_ended')
      this.#takes(by, isByNumber ? 'by_number' : 'claimed', 'leased')
    },
    case_unparked: act => this.#keeps(act, 'leased'),
    case_parked: act => this.#keeps(act, 'parked'),
    case_pended: act => (act.to === undefined ? this.#keeps(act, 'pended') : this.#waitsWith(act.to)),
    case_released: act => this.#letsGo(act, 'released'),
    case_skipped: act => this.#letsGo(act, 'skipped'),
    case_returned: () => this.#loses('returned'),
    lease_ended: () => this.#loses('lease_ended'),
    case_woken: () => this.#loses('woken'),
    case_reassigned: ({ to }) => {
      // What waits goes on waiting, as the other's; what was being worked on is handed out again.
      const waits = this.#held?.state === 'pended'
      this.#loses('given_away')
      if (waits) this.#takes(to, 'given', 'pended')
    },
    case_closed: ({ by }) => {
      if (by === undefined) this.#loses('ended')
      else this.#decided(by)
    },
    case_reopened: ({ kind }) => {
      if (this.#held !== undefined) this.#differs(this.#held.person, `${kind}, and somebody had it`)
    },
  }

  /** The first moment of the day: what somebody has then is in their drawer. */
  #open(): void {
    if (this.#isOpened) return
    this.#isOpened = true
    if (this.#held !== undefined) this.#book(this.#held.person, 'opening')
  }

  /** The last one: what somebody has then is carried. A lease that had run out by then is nobody’s. */
  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#held === undefined) return
    const { leaseUntil } = this.#story.place
    const isOver = leaseUntil !== undefined && Temporal.Instant.compare(leaseUntil, this.#day.until) <= 0
    this.#book(this.#held.person, this.#held.state === 'leased' && isOver ? 'lease_ended' : this.#held.state)
  }

  get #isToday(): boolean {
    return this.#isOpened && !this.#isClosed
  }

  #takes(person: number | undefined, term: DrawerTerm, state: Carried): void {
    if (person === undefined) {
      this.#differs(undefined, 'nobody took it')
      return
    }
    if (this.#isToday) this.#book(person, term)
    this.#held = { person, state }
  }

  #loses(term: DrawerTerm): void {
    if (this.#held !== undefined && this.#isToday) this.#book(this.#held.person, term)
    this.#held = undefined
  }

  #keeps({ by, kind }: CaseAct, state: Carried): void {
    if (by === undefined || this.#held?.person !== by) this.#differs(by, `${kind}, and it was not theirs`)
    if (this.#held !== undefined) this.#held = { ...this.#held, state }
  }

  /** What somebody proposed waits with them, also where nobody had it. */
  #waitsWith(person: number): void {
    if (this.#held?.person !== person) {
      this.#loses('lease_ended')
      this.#takes(person, 'unasked', 'pended')
    }
    this.#held = { person, state: 'pended' }
  }

  #letsGo({ by, kind }: CaseAct, term: DrawerTerm): void {
    if (by === undefined || this.#held?.person !== by) this.#differs(by, `${kind}, and it was not theirs`)
    this.#loses(term)
  }

  /** What nobody had may be decided by whoever may. */
  #decided(by: number): void {
    if (this.#held?.person !== by) {
      this.#loses('ended')
      this.#takes(by, 'unasked', 'leased')
    }
    if (this.#isToday) this.deciders.push(by)
    this.#loses('decided')
  }

  /** What the events say is what the place says. */
  #compare(): void {
    const { state, holder } = this.#story.place
    const [person, told] = [this.#held?.person, this.#held?.state]
    const stands = state === 'leased' || state === 'parked' || state === 'pended' ? state : undefined
    if (person === holder && told === stands) return
    const words = (who: number | undefined, how: string | undefined) =>
      who === undefined ? 'nobody’s' : `${how} by person ${who}`
    this.#differs(person ?? holder, `its events make it ${words(person, told)}, and its place ${words(holder, stands)}`)
  }

  #differs(person: number | undefined, why: string): void {
    this.#why.push([person, `Case ${this.#story.name}: ${why}.`])
  }
}
