import { z } from 'zod'
import { ACTS } from '../core/authority/act.ts'
import { ONCE_HEADERS_IF_ASKED, ONCE_REFUSALS_IF_ASKED } from './once.ts'
import { Day } from './plain-fields.ts'
import type { Route } from './route.ts'
import {
  CaseId,
  CasePlace,
  Desk,
  DeskCase,
  HandedOver,
  HandOverAsked,
  NextWork,
  ParkAsked,
  PendAsked,
  PresenceGiven,
  ReassignAsked,
  ReleaseAsked,
  Renewed,
  SkipAsked,
  SkipsOfDay,
} from './work.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const caseParams = z.strictObject({ case: CaseId })

/** Who takes work. Whose it is, is always the session's. */
const WORKERS = { roles: ACTS.claim.roles }

/** The operations by which people get work, let it go and give it to each other. */
export const WORK_ROUTES = {
  workNext: {
    method: 'post',
    path: 'workNext',
    access: WORKERS,
    summary: 'The most urgent case that the person may take, theirs until the lease ends; or why nothing comes',
    answer: json(NextWork),
    refusals: ['lease_lost'],
  },
  workHeartbeat: {
    method: 'post',
    path: 'workHeartbeat',
    access: WORKERS,
    summary: 'Renews what the person works on and gives it; every 30 seconds is enough',
    answer: json(Renewed),
    refusals: [],
  },
  workMine: {
    method: 'get',
    path: 'workMine',
    access: WORKERS,
    summary: 'What the person works on, has put aside or lets wait',
    answer: json(Desk),
    refusals: [],
  },
  workPresence: {
    method: 'post',
    path: 'workPresence',
    access: WORKERS,
    summary: 'Says whether one is available; on a break nothing is handed out',
    body: { json: PresenceGiven },
    answer: json(PresenceGiven),
    refusals: [],
  },
  workRelease: {
    method: 'post',
    path: 'workRelease',
    access: WORKERS,
    summary: 'Lets a case go back into its queue; it is not handed to the same person again that day',
    headers: ONCE_HEADERS_IF_ASKED,
    params: caseParams,
    body: { json: ReleaseAsked },
    answer: json(CasePlace),
    refusals: [...ONCE_REFUSALS_IF_ASKED, 'case_not_found', 'lease_lost'],
  },
  workSkip: {
    method: 'post',
    path: 'workSkip',
    access: { roles: ACTS.skip.roles },
    summary: 'Passes a case over, with the reason; the third time it goes to specialists',
    headers: ONCE_HEADERS_IF_ASKED,
    params: caseParams,
    body: { json: SkipAsked },
    answer: json(CasePlace),
    refusals: [...ONCE_REFUSALS_IF_ASKED, 'case_not_found', 'lease_lost', 'skips_used_up'],
  },
  workPend: {
    method: 'post',
    path: 'workPend',
    access: { roles: ACTS.pend.roles },
    summary: 'Lets a case wait, as its holder’s, until a moment or until what it waits for comes',
    headers: ONCE_HEADERS_IF_ASKED,
    params: caseParams,
    body: { json: PendAsked },
    answer: json(CasePlace),
    refusals: [...ONCE_REFUSALS_IF_ASKED, 'case_not_found', 'lease_lost', 'wake_in_the_past'],
  },
  workPark: {
    method: 'post',
    path: 'workPark',
    access: { roles: ACTS.park.roles },
    summary: 'Puts a case aside for something urgent, with the words not sent yet; three at most lie aside',
    headers: ONCE_HEADERS_IF_ASKED,
    params: caseParams,
    body: { json: ParkAsked },
    answer: json(CasePlace),
    refusals: [...ONCE_REFUSALS_IF_ASKED, 'case_not_found', 'lease_lost', 'desk_full'],
  },
  workUnpark: {
    method: 'post',
    path: 'workUnpark',
    access: { roles: ACTS.park.roles },
    summary: 'Takes a case up again that was put aside, by a new claim, with the words not sent yet',
    headers: ONCE_HEADERS_IF_ASKED,
    params: caseParams,
    answer: json(DeskCase),
    refusals: [...ONCE_REFUSALS_IF_ASKED, 'case_not_found', 'lease_lost', 'desk_full', 'not_parked'],
  },
  workReassign: {
    method: 'post',
    path: 'workReassign',
    access: { roles: ACTS.reassign.roles },
    summary: 'Gives a case to somebody by name, who is handed it before all else; whoever had it has lost it',
    headers: ONCE_HEADERS_IF_ASKED,
    body: { json: ReassignAsked },
    answer: json(CasePlace),
    refusals: [...ONCE_REFUSALS_IF_ASKED, 'person_not_found', 'act_not_allowed', 'case_not_found', 'nobody_there'],
  },
  workHandOver: {
    method: 'post',
    path: 'workHandOver',
    access: { roles: ACTS.hand_over.roles },
    summary: 'Hands a whole desk over: what is worked on, put aside, waits, or was given by name',
    headers: ONCE_HEADERS_IF_ASKED,
    body: { json: HandOverAsked },
    answer: json(HandedOver),
    refusals: [...ONCE_REFUSALS_IF_ASKED, 'person_not_found', 'act_not_allowed', 'nobody_there'],
  },
  workSkips: {
    method: 'get',
    path: 'workSkips',
    access: { roles: ['supervisor'] },
    summary: 'What was passed over on a day, by person, queue and reason; today when left out',
    query: z.strictObject({ day: Day.optional() }),
    answer: json(SkipsOfDay),
    refusals: [],
  },
} as const satisfies Readonly<Record<string, Route>>
