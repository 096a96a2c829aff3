import type {
  AgainstClosing as AgainstJson,
  DayCloseTry,
  Drawer as DrawerJson,
  TeamDrawer as TeamDrawerJson,
} from '../contract/day-close.ts'
import type { DAY_ROUTES } from '../contract/day-routes.ts'
import type { RefusalName } from '../contract/problem.ts'
import { OPEN_STATES, type OpenState } from '../core/day/close-list.ts'
import { type AgainstClosing, CLOSE_REASONS, type CloseReasonKind } from '../core/day/close-reason.ts'
import { DRAWER_TERMS, type Drawer, type DrawerSum, type DrawerTerm, sideOf } from '../core/day/drawer.ts'
import { type TeamDrawer, whyTeamOff } from '../core/day/team-drawer.ts'
import { NO_SUM, type TallySum } from '../core/tally.ts'
import { type CloseRefused, closeDay } from '../engine/close-day.ts'
import { readClosedList } from '../engine/read-closed-list.ts'
import { type DayCloseStory, readDayClose, readDrawers } from '../engine/read-day-close.ts'
import { reopenDay } from '../engine/reopen-day.ts'
import { whyNotDone } from '../engine/session-act.ts'
import type { DayClose } from '../store/day-close.ts'
import { answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { deciderOf } from './decision-json.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { sumJson } from './tally-json.ts'

type Routes = typeof DAY_ROUTES

/** How a day ends: what stands against it, closing, opening again, its list and its drawers. */
export function dayHandlers(parts: ServerParts) {
  const { engine, ledger } = parts
  return {
    dayClose: async ({ params, as }) => storyJson(params.day, await readDayClose(engine, dayOf(params), deciderOf(as))),
    closeDay: async asked =>
      answerOnce(parts, 'dayClose', asked, async tx => {
        const closed = await closeDay(engine, tx, { day: dayOf(asked.params), by: deciderOf(asked.as) }, ledger)
        if (closed.is === 'refused') return refusalOf(closed)
        const { day, no, listSha256, open } = closed
        return { day, no, list_sha256: listSha256, open: sumJson(open) }
      }),
    reopenDay: async asked =>
      answerOnce(parts, 'dayReopen', asked, async tx => {
        const order = { day: dayOf(asked.params), by: deciderOf(asked.as), reason: asked.body.reason }
        const reopened = await reopenDay(engine, tx, order)
        if (reopened.is === 'reopened') return { day: reopened.day, no: reopened.no }
        return refuse(REOPEN_NAMES[reopened.refused], reopened.why)
      }),
    dayCloseList: async ({ params }) => {
      const list = await readClosedList(engine, dayOf(params))
      if (list.is === 'refused') return refuse(REOPEN_NAMES[list.refused], list.why)
      return new Response(ReadableStream.from(list.bytes), {
        headers: {
          'content-type': 'application/x-ndjson',
          'content-disposition': `attachment; filename="${params.day}-closed-${list.no}.jsonl"`,
        },
      })
    },
    dayDrawers: async ({ params, query, as }) => {
      const isEverybody = query.whose === 'everybody'
      const shut = isEverybody ? await whyNotDone(engine, as, 'oversee') : undefined
      if (shut !== undefined) return refuse('not_allowed', `${shut} Your own is there with whose=mine.`)
      const { drawers, teams, differences, names } = await readDrawers(engine, dayOf(params))
      const wanted = isEverybody ? drawers : drawers.filter(drawer => drawer.personId === as.person.id)
      const data = wanted.map(drawer => {
        const own = differences.filter(one => one.personId === drawer.personId).map(one => one.sentence)
        return drawerJson(drawer, names.get(drawer.personId) ?? '', own)
      })
      return { day: params.day, data, teams: isEverybody ? teams.map(one => teamDrawerJson(one, data)) : [] }
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

const CLOSE_NAMES = {
  not_authorised: 'not_authorised',
  day_unknown: 'day_unknown',
  day_ahead: 'day_ahead',
  already_closed: 'day_already_closed',
  closing_now: 'day_closing_now',
  not_clear: 'day_not_clear',
} as const satisfies Readonly<Record<CloseRefused['refused'], RefusalName>>
const REOPEN_NAMES = {
  not_authorised: 'not_authorised',
  not_closed: 'day_not_closed',
  later_day_closed: 'later_day_closed',
  reason_missing: 'request_invalid',
} as const

/** Of a kind so many are named in an answer that is kept. */
const NAMED_KEPT_MAX = 5

function refusalOf({ refused, why, against }: CloseRefused): Refusal {
  const extra = against === undefined ? undefined : { against: againstJson(against, NAMED_KEPT_MAX) }
  return refuse(CLOSE_NAMES[refused], why, extra)
}

function dayOf({ day }: { readonly day: string }): Temporal.PlainDate {
  return Temporal.PlainDate.from(day)
}

function storyJson(day: string, story: DayCloseStory) {
  const { state, closedWith = null, openFrom = null, whyNot = null, dueBy, now, tries, names } = story
  return {
    ...{ day, state, closed_with: closedWith, open_from: openFrom, why_not: whyNot, due_by: dueBy.toString() },
    against: now === undefined ? null : againstJson(now.against),
    open: now === undefined ? null : totalsJson(now.open),
    tries: tries.map(one => tryJson(one, names)),
  }
}

function totalsJson(open: ReadonlyMap<OpenState, TallySum>) {
  const states = Object.keys(OPEN_STATES) as readonly OpenState[] // the keys of a constant
  const totals = Object.fromEntries(states.map(one => [one, sumJson(open.get(one) ?? NO_SUM)]))
  return totals as Record<OpenState, ReturnType<typeof sumJson>> // of every state
}

function tryJson({ closed, reopened, ...one }: DayClose, names: DayCloseStory['names']): DayCloseTry {
  const who = (id: number) => ({ id, name: names.get(id) ?? '' })
  const open = closed && {
    count: closed.openItems,
    debitMinor: closed.openDebitMinor,
    creditMinor: closed.openCreditMinor,
  }
  return {
    ...{ no: one.no, state: one.state, by: who(one.closerId), begun_at: one.begunAt.toString() },
    closed_at: closed?.at.toString() ?? null,
    list_sha256: closed === undefined ? null : Buffer.from(closed.listSha256).toString('hex'),
    open: open === undefined ? null : sumJson(open),
    reopened:
      reopened === undefined ? null : { by: who(reopened.byId), at: reopened.at.toString(), reason: reopened.reason },
  }
}

function againstJson({ total, counts, named }: AgainstClosing, most = Number.POSITIVE_INFINITY): AgainstJson {
  const kinds = Object.keys(CLOSE_REASONS) as readonly CloseReasonKind[] // the keys of a constant
  return {
    total,
    kinds: kinds
      .filter(kind => counts.has(kind))
      .map(kind => ({
        ...{ kind, ...CLOSE_REASONS[kind], count: counts.get(kind) ?? 0 },
        named: named
          .filter(one => one.kind === kind)
          .slice(0, most)
          .map(({ thing: { is, id, name }, sentence }) => ({
            is,
            ...(id === undefined ? {} : { id }),
            ...(name === undefined ? {} : { name }),
            sentence,
          })),
      })),
  }
}

function drawerJson(drawer: Drawer, name: string, differences: readonly string[]): DrawerJson {
  return { person: { id: drawer.personId, name }, ...sidesJson(drawer), differences: [...differences] }
}

function teamDrawerJson(drawer: TeamDrawer, ofPeople: readonly DrawerJson[]): TeamDrawerJson {
  const { team, within } = drawer
  const people = ofPeople.map(one => one.person).filter(person => team.members.includes(person.id))
  const why = whyTeamOff(drawer)
  const { id, name } = team
  const differences = why === undefined ? [] : [why]
  return { team: { id, name }, people, within: drawerSumJson(within), ...sidesJson(drawer), differences }
}

function sidesJson(drawer: Pick<Drawer, 'terms' | 'outcomes'>) {
  const terms = Object.keys(DRAWER_TERMS) as readonly DrawerTerm[] // the keys of a constant
  return {
    got: drawerSumJson(sideOf(drawer, 'in')),
    gone: drawerSumJson(sideOf(drawer, 'out')),
    kept: drawerSumJson(sideOf(drawer, 'carried')),
    terms: terms
      .filter(term => drawer.terms[term].cases > 0)
      .map(term => ({ term, ...DRAWER_TERMS[term], sum: drawerSumJson(drawer.terms[term]) })),
    outcomes: [...drawer.outcomes].map(([outcome, value]) => ({ outcome, value: sumJson(value) })),
  }
}

function drawerSumJson({ cases, value }: DrawerSum) {
  return { cases, value: sumJson(value) }
}
