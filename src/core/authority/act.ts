import type { Resolution } from '../exception.ts'
import type { PersonKind, Role } from './role.ts'

/** What an act is. One that decides or takes back may be made by one person and committed by a second; all others are done or not done. */
export type ActGroup = 'reading' | 'working' | 'deciding' | 'approving' | 'undoing' | 'day' | 'administering'

/** Who may do an act at all, before skills, limits and separation of duties are looked at. */
export interface ActRule {
  readonly group: ActGroup
  /** What sentences call it: `returns`. */
  readonly title: string
  /** Which roles hold it. */
  readonly roles: readonly Role[]
  /** `money`: an amount belongs to it, and a role without a limit for it has 0. */
  readonly limits: 'money' | 'none'
  /** `needed`: the session must have proved a moment ago that it is still the person; `large`: from `LARGE_MINOR` on. */
  readonly stepUp: 'needed' | 'large' | 'none'
  /** `before`: of somebody whose every act is looked at first it does not count without that. What commits nothing is looked at by nobody. */
  readonly looked: 'before' | 'never'
  /** Whether somebody may do it for somebody else. */
  readonly delegable: 'yes' | 'no'
  /** `asked`: whoever may not take the queue's cases may not do it. Not of who looks, asks, answers or approves: supervisors take none. */
  readonly queueRole: 'asked' | 'none'
  /**
   * Which kinds of persons may ever do it, whatever roles they hold. An agent does what an associate may at most, and what it decides
   * never counts without a second person.
   */
  readonly kinds: readonly PersonKind[]
  /** `hands`: whoever had a hand in what it is about may not do it. `hands and words`: nor who had words about it, where it is keyed unseen. */
  readonly apart?: 'hands' | 'hands and words'
}

/**
 * From which amount on, in hundredths of the institution's currency, an approval or a release asks once more who it is: what a
 * specialist starts with as the limit of one act, so that nothing of the everyday is slower.
 */
export const LARGE_MINOR = 10_000_00n

const KEYERS = ['aop', 'ps', 'sps', 'agent'] as const
const PROCESSORS = ['aop', 'ps', 'sps'] as const
const SPECIALISTS = ['ps', 'sps'] as const
const CHECKERS = ['sps', 'supervisor'] as const
const LEADS = ['supervisor', 'engineer'] as const
const PEOPLE = ['aop', 'ps', 'sps', 'supervisor', 'qc', 'engineer'] as const
const EVERYBODY = [...PEOPLE, 'agent'] as const

const HUMANS = ['human'] as const
const WITH_AGENTS = ['human', 'agent'] as const
const WITH_SERVICES = ['human', 'service'] as const
const ALL_KINDS = ['human', 'agent', 'service'] as const

type Own = Pick<ActRule, 'title' | 'roles'> & Partial<ActRule>
const PLAIN = { stepUp: 'none', looked: 'never', delegable: 'no', queueRole: 'none' } as const
const NO_MONEY = { ...PLAIN, limits: 'none', kinds: HUMANS } as const
const reading = (own: Own): ActRule => ({ group: 'reading', ...NO_MONEY, ...own })
/** At one’s own desk, or handed on by itself, so in nobody’s place; what may be given to others says so. */
const working = (own: Own): ActRule => ({ group: 'working', ...NO_MONEY, ...own })
/** Only whoever has a case does it. */
const holding = (own: Own): ActRule => working({ queueRole: 'asked', kinds: WITH_AGENTS, ...own })
/** Decisions move money unless they say otherwise. An agent may make what an associate may, and that never counts without a second person. */
const deciding = (own: Own): ActRule => ({
  ...{ ...PLAIN, group: 'deciding', limits: 'money', looked: 'before', delegable: 'yes', queueRole: 'asked' },
  kinds: own.roles.includes('agent') ? WITH_AGENTS : HUMANS,
  ...own,
})
/** A yes makes count what did not, so whoever is looked at first cannot be the eyes that look. */
const approving = (own: Own): ActRule => ({ group: 'approving', ...NO_MONEY, looked: 'before', apart: 'hands', ...own })
const day = (own: Own): ActRule => ({ group: 'day', ...NO_MONEY, ...own })
const administering = (own: Own): ActRule => ({ group: 'administering', ...NO_MONEY, ...own })

/** One for each way in which an exception may end. */
const RESOLVING = {
  correct: deciding({ title: 'corrections', roles: KEYERS }),
  post: deciding({ title: 'postings', roles: KEYERS }),
  return: deciding({ title: 'returns', roles: KEYERS }),
  chargeback: deciding({ title: 'chargebacks', roles: SPECIALISTS }),
  adjust: deciding({ title: 'adjustments', roles: SPECIALISTS }),
  recredit: deciding({ title: 'recredits', roles: SPECIALISTS }),
  deny: deciding({ title: 'denials of claims', roles: SPECIALISTS }),
  refer: deciding({ title: 'referrals', roles: KEYERS, limits: 'none' }),
  forward: deciding({ title: 'forwarding', roles: KEYERS }),
  reject: deciding({ title: 'rejections', roles: KEYERS }),
  dishonor: deciding({ title: 'dishonors', roles: SPECIALISTS }),
  contest: deciding({ title: 'contests', roles: SPECIALISTS }),
  refuse: deciding({ title: 'refusals of notifications', roles: SPECIALISTS, limits: 'none' }),
  release: deciding({ title: 'releases of held batches and files', roles: SPECIALISTS, stepUp: 'large' }),
  rekey: deciding({ title: 'fields keyed from the image', roles: KEYERS }),
  move: deciding({ title: 'moves to another account', roles: SPECIALISTS }),
  split: deciding({ title: 'splits', roles: SPECIALISTS }),
  fee: deciding({ title: 'fees', roles: SPECIALISTS }),
  waive: deciding({ title: 'waivers of fees', roles: SPECIALISTS }),
  hold: deciding({ title: 'holds for the party', roles: KEYERS, limits: 'none' }),
  take_over: deciding({ title: 'taking over from policies', roles: SPECIALISTS }),
} as const satisfies Record<Resolution, ActRule>

/** Every act that the software knows, with who may do it. Closed: an act that is not here cannot be asked for. */
export const ACTS = {
  read: reading({ title: 'looking at work', roles: EVERYBODY, kinds: ALL_KINDS }),
  reveal: reading({ title: 'looking at masked data', roles: ['aop', 'ps', 'sps', 'supervisor', 'qc'] }),
  read_audit: reading({ title: 'looking at the audit log', roles: ['supervisor', 'qc', 'engineer'] }),
  export_audit: reading({
    title: 'exports of the audit log',
    roles: ['supervisor', 'qc', 'engineer'],
    stepUp: 'needed',
  }),
  oversee: reading({ title: 'looking at what others did', roles: ['supervisor'], kinds: WITH_SERVICES }),
  read_people: reading({
    title: 'looking at what others hold',
    roles: [...CHECKERS, 'qc', 'engineer'],
    kinds: WITH_SERVICES,
  }),
  read_passkeys: reading({ title: 'looking at passkeys of others', roles: LEADS, kinds: WITH_SERVICES }),

  claim: holding({ title: 'taking work', roles: KEYERS }),
  skip: holding({ title: 'skipping', roles: KEYERS }),
  pend: holding({ title: 'pending', roles: KEYERS }),
  park: holding({ title: 'parking', roles: KEYERS }),
  note: working({ title: 'notes', roles: EVERYBODY, kinds: ALL_KINDS }),
  contact: working({ title: 'letters, messages and calls', roles: PROCESSORS }),
  escalate: working({ title: 'escalations', roles: KEYERS, kinds: WITH_AGENTS }),
  consult: working({ title: 'consulting', roles: SPECIALISTS }),
  answer: working({
    title: 'answers to escalations',
    roles: ['ps', 'sps', 'supervisor'],
    apart: 'hands',
  }),
  reassign: working({ title: 'reassigning', roles: CHECKERS, delegable: 'yes' }),
  hand_over: working({ title: 'handing over a desk', roles: [...PROCESSORS, 'supervisor'] }),
  hand_over_others: working({ title: 'handing over desks of others', roles: ['supervisor'] }),

  ...RESOLVING,

  approve: approving({
    ...{ title: 'approvals', roles: CHECKERS, limits: 'money', stepUp: 'large', delegable: 'yes' },
    apart: 'hands and words',
  }),
  review: approving({ title: 'reviews', roles: [...CHECKERS, 'qc'] }),
  send_back: approving({ title: 'sending back', roles: [...CHECKERS, 'qc'], delegable: 'yes', looked: 'never' }),

  undo: working({
    ...{ group: 'undoing', title: 'undoing', roles: PROCESSORS, limits: 'money', looked: 'before', queueRole: 'asked' },
    delegable: 'yes',
  }),

  close_day: day({ title: 'closing the day', roles: ['supervisor'], stepUp: 'needed', delegable: 'yes' }),
  reopen_day: day({ title: 'reopening a day', roles: ['supervisor'], stepUp: 'needed', apart: 'hands' }),

  receive: administering({ title: 'receiving files', roles: [...PROCESSORS, ...LEADS, 'agent'], kinds: WITH_SERVICES }),
  manage_people: administering({ title: 'managing people', roles: LEADS, stepUp: 'needed' }),
  manage_authority: administering({ title: 'managing roles and limits', roles: LEADS, stepUp: 'needed' }),
  revoke_passkeys: administering({ title: 'revoking passkeys of others', roles: LEADS, stepUp: 'needed' }),
  delegate: administering({ title: 'delegating', roles: PEOPLE, stepUp: 'needed' }),
  be_away: administering({ title: 'saying when one is away', roles: PEOPLE }),
} as const satisfies Record<string, ActRule>

export type Act = keyof typeof ACTS

export const ACT_NAMES = Object.keys(ACTS) as readonly Act[] // the keys of a constant

export function isAct(text: string): text is Act {
  return Object.hasOwn(ACTS, text)
}

/** The rule of an act, in the type that all of them share. */
export function ruleOf(act: Act): ActRule {
  return ACTS[act]
}
