import { formatMoney, money } from '../money.ts'
import { rankOf, WORK_ROLES } from '../work/queue.ts'
import { LARGE_MINOR, ruleOf } from './act.ts'
import type { Asked, Hand, LimitUse, ReasonCode, Word } from './asked.ts'
import { naturalIdOf } from './hands.ts'
import type { Finding } from './judge-act.ts'
import { holdsAt, type Indexed, microsOf, type People, type Timed } from './people.ts'
import { ROLE_WORDS, roleNames } from './role.ts'
import { neededFor } from './why-shut.ts'

/** Why not, in one sentence without its first capital and its full stop. */
export function sentenceOf(finding: Finding, asked: Asked, people: People): string {
  const who = people.byId.get(asked.by)
  if (who === undefined) return `there is no person ${asked.by}`
  return WORDS[finding.code]({ finding, asked, people, who, ...subject(asked, who) })
}

interface Told {
  readonly finding: Finding
  readonly asked: Asked
  readonly people: People
  readonly who: Indexed
  /** `you are`, `Kim Park is`. */
  readonly is: string
  /** `you have`, `Kim Park has`. */
  readonly has: string
  /** `your`, `Kim Park’s`. */
  readonly whose: string
  /** `you`, `Kim Park`. */
  readonly one: string
}

function subject(asked: Asked, { person }: Indexed): Pick<Told, 'is' | 'has' | 'whose' | 'one'> {
  if (asked.told !== 'name') return { is: 'you are', has: 'you have', whose: 'your', one: 'you' }
  const { name } = person
  return { is: `${name} is`, has: `${name} has`, whose: `${name}’s`, one: name }
}

const WORDS = {
  unknown: ({ asked }) => `there is no person ${asked.by}`,
  not_active: notActive,
  unanswered: () => 'no human answers for this account',
  absent: ({ is, who, asked }) => `${is} away until ${untilOf(who.absences, asked)}`,
  impersonated: ({ asked, people, whose }) =>
    `${nameOf(people, asked.impersonator)} looks through ${whose} account, and through it may only look`,
  kind: ({ asked, who }) =>
    `${titleOf(asked)} are never for ${who.person.kind === 'agent' ? 'an agent' : `a ${who.person.kind} account`}`,
  excluded: ({ is }) => `${is} kept from this work, whatever group or role it is asked for by`,
  had_a_hand: told => `${didWords(told, told.asked.hands, HAND_WORDS)}, and whoever had a hand in it does not do this`,
  had_words: told =>
    `${didWords(told, told.asked.words, SAID_WORDS)}, and whoever could have said or heard what is keyed does not key it unseen`,
  gains: ({ one }) => `nobody gives themselves anything, and ${one} would gain by it`,
  delegator: ({ finding, one, asked }) =>
    `${finding.holder?.person.name ?? 'somebody'}, for whom ${one} would act, may not do it now: ${titleOf(asked)}`,
  role: roleWords,
  queue_role: queueRoleWords,
  skill: ({ asked, has }) => `the queue ${asked.work?.queue} asks for the skill ${asked.work?.skill}, which ${has} not`,
  credential: credentialWords,
  no_amount: ({ asked }) => `an amount belongs to ${titleOf(asked)}, and none was said`,
  currency: ({ asked, people }) =>
    `limits are in ${people.facts.currency}, and the amount is in ${asked.amount?.currency}`,
  over_limit: overWords,
  never_alone: ({ who }) =>
    `what ${who.person.kind === 'agent' ? 'an agent' : 'a service account'} decides counts only when a second person approves it`,
  supervised: ({ asked, whose }) => `${whose} work of ${asked.work?.workType} is looked at before it counts`,
  step_up: ({ asked, people, one, is }) =>
    `for ${titleOf(asked)}${ofWhat(asked, people)} ${one} must prove again that it ${is.endsWith('are') ? 'is you' : 'is them'}`,
} as const satisfies Record<ReasonCode, (told: Told) => string>

function titleOf(asked: Asked): string {
  return ruleOf(asked.act).title
}

/** From which amount on it is asked, where it is not always; of what is not seen it is, whatever the amount. */
function ofWhat({ act, unseen }: Asked, { facts }: People): string {
  if (unseen === true) return ' of what is not seen'
  return ruleOf(act).stepUp === 'large' ? ` of ${formatMoney(money(LARGE_MINOR, facts.currency))} or more` : ''
}

function nameOf(people: People, id: number | undefined): string {
  return (id === undefined ? undefined : people.byId.get(id))?.person.name ?? 'somebody'
}

function notActive({ who, is }: Told): string {
  const STATES = { active: 'active', suspended: 'suspended', left: 'no longer here' } as const
  if (who.person.state !== 'active') return `${is} ${STATES[who.person.state]}`
  const owner = who.owners.find(one => one.state !== 'active')
  return `${owner?.name ?? 'somebody'}, who answers for this account, is ${STATES[owner?.state ?? 'left']}`
}

function untilOf(held: readonly Timed<unknown>[], asked: Asked): string {
  const until = Math.max(...held.filter(one => holdsAt(one, microsOf(asked.at))).map(one => one.untilMicros))
  return momentOf(until)
}

/** `2026-11-24 14:00 UTC`: core knows no zone of an institution. */
function momentOf(micros: number): string {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(micros / 1000)).toZonedDateTimeISO('UTC')
  return `${at.toPlainDate()} ${at.toPlainTime().toString({ smallestUnit: 'minute' })} UTC`
}

const HAND_WORDS = {
  maker: 'made it',
  editor: 'edited it',
  delegator: 'gave the right by which it was made',
  owner: 'answers for the account that made it',
  approver: 'approved it already',
  checker: 'keyed it a second time already',
} as const satisfies Record<Hand['as'], string>

const SAID_WORDS = {
  asker: 'asked a question about it',
  taker: 'took a question about it',
  passer: 'passed on a question about it',
  answerer: 'answered a question about it',
  author: 'wrote a note about it',
  returner: 'returned it before',
} as const satisfies Record<Word['as'], string>

/** What they did, or the other account of theirs. */
function didWords<As extends string>(
  { people, who, one }: Told,
  all: readonly { readonly person: number; readonly as: As }[] = [],
  words: Readonly<Record<As, string>>,
): string {
  const among = all.filter(({ person }) => naturalIdOf(people, person) === who.naturalId)
  const own = among.find(({ person }) => person === who.person.id)
  const found = own ?? among[0]
  const did = found === undefined ? 'had to do with it' : words[found.as]
  return own === undefined ? `${nameOf(people, found?.person)}, who is one person with ${one}, ${did}` : said(one, did)
}

function said(one: string, did: string): string {
  return `${one} ${one === 'you' ? did.replace(/^answers/, 'answer') : did}`
}

function roleWords({ asked, people, who, finding, is, has }: Told): string {
  const holder = finding.holder ?? who
  const held = rolesHeld(holder, asked)
  const needed = neededFor([titleOf(asked)]) + roleNames(ruleOf(asked.act).roles)
  if (finding.holder !== undefined)
    return `${needed}, which ${nameOf(people, holder.person.id)}, for whom it would be, is not now`
  return held === '' ? `${needed}, and ${has} no role` : `${needed}, and ${is} ${held}`
}

function queueRoleWords({ asked, people, who, finding, is }: Told): string {
  const holder = finding.holder ?? who
  const { queue, leastRole } = asked.work ?? {}
  const needed = leastRole === undefined ? [] : WORK_ROLES.slice(rankOf(leastRole) - 1)
  const asks = `the work of the queue ${queue} is for ${roleNames(needed)}`
  if (who.person.kind === 'agent') return `${asks}, and an agent works as an associate, whatever role it holds`
  const of = finding.holder === undefined ? is : `${nameOf(people, holder.person.id)}, for whom it would be, is`
  return `${asks}, and ${of} ${rolesHeld(holder, asked)}`
}

/** `AOP and QC`, of now. */
function rolesHeld({ roles }: Indexed, asked: Asked): string {
  const at = microsOf(asked.at)
  return [...new Set(roles.filter(role => holdsAt(role, at)).map(role => ROLE_WORDS[role.what]))].join(' and ')
}

function credentialWords({ asked, who, has, whose }: Told): string {
  const { queue, credential } = asked.work ?? { queue: '', credential: '' }
  const at = microsOf(asked.at)
  const ended = who.credentials.filter(one => one.what === credential && one.untilMicros <= at)
  const asks = `the queue ${queue} asks for the credential ${credential}`
  if (ended.length === 0) return `${asks}, which ${has} not`
  return `${asks}, and ${whose} own ended ${momentOf(Math.max(...ended.map(one => one.untilMicros)))}`
}

const OF_MEASURE = {
  act: '',
  day: 'today',
  payee: 'to this payee',
  reason: 'for this reason',
} as const satisfies Record<Exclude<LimitUse['measure'], 'cluster'>, string>

/** A cluster is the batch of an item, or what is held as a whole: of a file the key names no batch. */
function ofMeasure(measure: LimitUse['measure'], { cluster }: Asked): string {
  if (measure === 'cluster') return cluster?.endsWith('/') === true ? 'of this file' : 'of this batch'
  return OF_MEASURE[measure]
}

/** `1,204.55 USD is over your 1,000.00 USD for returns`, or the sum with its parts; no sum where it would tell what waits blind. */
function overWords({ finding, asked, people, whose, one }: Told): string {
  const { use, holder } = finding
  if (use === undefined) return 'it is over a limit'
  const say = (minor: bigint) => formatMoney(money(minor, people.facts.currency))
  const owner = holder === undefined ? whose : `${holder.person.name}’s`
  const acting = holder === undefined ? '' : `, for whom ${one} would act`
  const days =
    use.measure === 'act' || use.measure === 'day' ? '' : use.days === 1 ? ' today' : ` in ${use.days} banking days`
  const span = use.measure === 'act' ? '' : ` ${ofMeasure(use.measure, asked)}${days}`
  if (use.isHidden)
    return `with what waits unseen it is over ${owner} ${say(use.limitMinor)}${span} for ${titleOf(asked)}${acting}`
  const sum = use.usedMinor + use.amountMinor
  const parts =
    use.measure === 'act' || use.usedMinor === 0n
      ? ''
      : ` (${say(use.usedMinor)} before and ${say(use.amountMinor)} now)`
  const unset = use.isSet ? '' : ', because none is set'
  return `${say(sum)}${span}${parts} is over ${owner} ${say(use.limitMinor)} for ${titleOf(asked)}${unset}${acting}`
}
