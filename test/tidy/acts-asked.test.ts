import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Route } from '../../src/contract/route.ts'
import { ROUTES } from '../../src/contract/routes.ts'
import { ACT_NAMES, type Act, ruleOf } from '../../src/core/authority/act.ts'
import { RESOLUTIONS, type Resolution } from '../../src/core/exception.ts'
import { filesUnder } from './source.ts'

/** A file, and by which words it asks the one function the act: itself, or through what authorises decisions. */
type Place = readonly [file: string, asks: string]
const RESOLUTION: Place = ['src/engine/resolve-exception.ts', 'act: order.asked.resolution']
const people = (act: Act): Place => ['src/engine/people-asked.ts', `'${act}'`]

/**
 * Where the one function of authority is asked each act: by the guard of every route that is for it, before the handler; or, where a
 * delegation may give it or the request says which act it is, by what does it. An act that is added does not compile until it is here.
 */
const ASKED_IN: Readonly<Record<Exclude<Act, Resolution>, 'guard' | Place>> = {
  ...{ read: 'guard', reveal: 'guard', read_audit: 'guard', export_audit: 'guard' },
  ...{ claim: 'guard', skip: 'guard', pend: 'guard', park: 'guard', note: 'guard', contact: 'guard' },
  ...{ hand_over: 'guard', receive: 'guard' },
  reassign: ['src/server/hand-over-handlers.ts', "'reassign'"],
  escalate: ['src/engine/ask-question.ts', "'escalate' : 'consult'"],
  consult: ['src/engine/ask-question.ts', "'escalate' : 'consult'"],
  answer: ['src/core/question/who-answers.ts', "act: 'answer'"],
  approve: ['src/engine/waiting-proposal.ts', "act: 'approve'"],
  send_back: ['src/engine/end-proposal.ts', "act: 'send_back'"],
  review: ['src/engine/review-decision.ts', "act: 'review'"],
  undo: ['src/engine/authorise-undo.ts', "act: 'undo'"],
  close_day: ['src/engine/close-day.ts', "act: 'close_day'"],
  reopen_day: ['src/engine/reopen-day.ts', "act: 'reopen_day'"],
  manage_people: people('manage_people'),
  manage_authority: people('manage_authority'),
  delegate: people('delegate'),
  be_away: people('be_away'),
  hand_over_others: ['src/server/hand-over-handlers.ts', "'hand_over_others'"],
  oversee: ['src/server/day-handlers.ts', "'oversee'"],
  read_people: ['src/server/people-handlers.ts', "'read_people'"],
  read_passkeys: ['src/server/passkey-handlers.ts', "'read_passkeys'"],
  revoke_passkeys: ['src/engine/revoke-passkey.ts', "'revoke_passkeys'"],
}

const BY_ACT = Map.groupBy(
  (Object.values(ROUTES) as readonly Route[]).flatMap(({ path, access }) =>
    'act' in access ? [{ path, access }] : [],
  ),
  ({ access }) => access.act,
)

// Seen red with a day that was reopened by the right to close, and with a desk that whoever may look hands over.
test.each(ACT_NAMES)('%s is asked of the one function of authority', act => {
  const place = isResolution(act) ? RESOLUTION : ASKED_IN[act]
  if (place === 'guard') return expect(BY_ACT.get(act)?.length).toBeGreaterThan(0)
  const [file, asks] = place
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(asks)
  expect(text).toMatch(/\b(?:whyNotAllowed|whyNotDone|decideAct|refuseDecider|authoriseDecider|authoriseDecision)\(/)
})

// Seen red with routes that were open to every human.
test('no route is open to a role that may not do its act', () => {
  for (const [act, routes] of BY_ACT)
    for (const { path, access } of routes)
      expect(
        access.roles.filter(role => !ruleOf(act).roles.includes(role)),
        path,
      ).toEqual([])
})

// Seen red with routes that left the proof out.
test('a route whose act needs the password once more asks for it', () => {
  for (const [act, routes] of BY_ACT)
    if (ruleOf(act).stepUp === 'needed')
      for (const { path, access } of routes) expect(access.stepUp, path).toBe('needed')
})

/** Where roles are looked at beside the one function, each with why that decides nothing. */
const LOOKS_AT_ROLES: Readonly<Record<string, string>> = {
  'src/server/guard.ts': 'the coarse wall of a route, before its act is asked',
  'src/web/shell/pages.ts': 'what a page offers by the roles of an act; the server asks',
  'src/store/session.ts': 'the roles of a row in the order of lists',
  'src/engine/draft-escalation.ts': 'which senior a question is proposed for',
  'src/engine/people-asked.ts': 'who would gain by a change of a role’s limits',
  'src/core/question/who-answers.ts': 'the least role that a question asks for, beside its act',
  'src/core/work/queue.ts': 'how far up a role stands',
}

// Seen red with each of the six checks that stood beside the function: others’ desks, drawers, records and passkeys, what others hold, and
// who closes a day.
test('nothing but the one function of authority decides by somebody’s roles', () => {
  const looks = /roles\??\.(?:includes|some|every|find|indexOf)\(|\.(?:some|every|find)\(\(?\{? ?role\b/
  const found = filesUnder('src').filter(
    file =>
      /(?<!\.test)\.tsx?$/.test(file) &&
      !file.startsWith('src/core/authority/') &&
      looks.test(readFileSync(file, 'utf8')),
  )
  expect(found.filter(file => !Object.hasOwn(LOOKS_AT_ROLES, file))).toEqual([])
})

function isResolution(act: Act): act is Resolution {
  return Object.hasOwn(RESOLUTIONS, act)
}
