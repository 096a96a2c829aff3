import type { AdjustmentKind } from '../adjustment.ts'
import {
  type CorrectableField,
  type CorrectingWay,
  isCorrecting,
  NOTHING_TO_CORRECT,
  VALUE_LENGTH_MAX,
} from '../correction.ts'
import type { Resolution } from '../exception.ts'
import { chargedFees, feeWith, isAboutFee, WAIVERS } from '../fee.ts'
import { ARGUMENTS, type Argument, type ArgumentName, type Needed, neededOf } from './arguments.ts'
import { decideResolution } from './decide-resolution.ts'
import {
  PART_LENGTHS_MAX,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  type ResolutionRefusal,
} from './resolution.ts'

/** A way out as it is open or shut now, whoever takes it. */
export interface ActNow {
  readonly resolution: Resolution
  /** Why it cannot be taken at all as things stand; undefined when it can. */
  readonly whyNot: string | undefined
  /** What it still needs, in the order in which it is asked. */
  readonly asks: readonly AskedNow[]
}

export interface AskedNow {
  /** Of `of: 'fields'` a field of the item. */
  readonly name: string
  /**
   * `fields`: a value of the correction, of which one at least is given. `parts`: a value of each of two or more parts. Undefined for
   * an argument of the resolution.
   */
  readonly of?: 'fields' | 'parts'
  /** What people call it there. */
  readonly title: string
  /** Those that can be chosen now; undefined for words of one's own. */
  readonly choices: readonly string[] | undefined
  /** Those of the list that cannot, each with why. */
  readonly refused: readonly { readonly value: string; readonly why: string }[]
  /** Of words the most characters. */
  readonly most: number | undefined
  /** In a few words what a value has to be. */
  readonly expects?: string
  /** What people call each choice, where only the facts say it. */
  readonly titles?: Readonly<Record<string, string>>
  /** May be left out. */
  readonly isOptional?: true
}

/**
 * Every way out that the item has, each tried with everything that can be chosen for it: so that what a person is offered is what
 * `decideResolution` would do, and what it would refuse is not offered. Pure; who may take them is asked elsewhere.
 */
export function listActs(facts: ResolutionFacts, correctable: Correctable): readonly ActNow[] {
  return facts.resolutions.map(resolution =>
    isCorrecting(resolution) ? correctionNow(resolution, facts, correctable(resolution)) : actNow(resolution, facts),
  )
}

/** The fields of the item that may be corrected that way. */
export type Correctable = (way: CorrectingWay) => readonly CorrectableField[]

/** What comes of a correction depends on its values: shut is what is shut whatever they are. */
function correctionNow(way: CorrectingWay, facts: ResolutionFacts, fields: readonly CorrectableField[]): ActNow {
  const refused = refusalIn(decideResolution({ resolution: way }, facts))
  return {
    resolution: way,
    whyNot: refused ?? (fields.length === 0 ? NOTHING_TO_CORRECT : undefined),
    asks: fields.map(({ name, title, expects }) => {
      return { ...{ name, of: 'fields', title, expects }, choices: undefined, refused: [], most: VALUE_LENGTH_MAX }
    }),
  }
}

function actNow(resolution: Resolution, facts: ResolutionFacts): ActNow {
  const needed = Object.entries(neededNow(resolution, facts)) as [ArgumentName, string][] // their own keys
  const fees = feesNow(resolution, facts)
  const tried = everyWay(needed, { codes: facts.codes, fees: Object.keys(fees) }).map(
    (values): Tried => ({
      values,
      refused: refusalIn(decideResolution({ resolution, ...values } as ResolutionAsked, facts)), // values are its arguments'
    }),
  )
  const isOpen = tried.some(({ refused }) => refused === undefined)
  return {
    resolution,
    whyNot: isOpen ? undefined : whyNone(tried),
    asks: [
      ...valuesAsked(resolution, {
        ...{ right: facts.adjustment?.kind.right, isAdjusting: facts.adjustment?.standing !== undefined },
        severalDeposits: (facts.depositors ?? []).length > 1,
        isUnread: facts.unread !== undefined,
      }),
      ...needed
        .map(([name, title]) => askedNow({ name, title }, tried, { codes: facts.codes, fees: Object.keys(fees) }))
        .map(one => (one.name === 'fee' ? { ...one, titles: fees } : one)),
      ...waiverOf(resolution, facts),
    ],
  }
}

/** Reasons that people read at once; a code that does not fit such accounts says nothing of the one whose time is over. */
const REASONS_TOLD_MAX = 3

/** Why nothing that could be chosen leads anywhere: each reason once, as they were found. */
function whyNone(tried: readonly Tried[]): string {
  const reasons = [...new Set(tried.flatMap(({ refused }) => refused ?? []))]
  if (reasons.length === 0) return 'There is nothing that could be chosen for it.'
  const more = reasons.length > REASONS_TOLD_MAX ? ['What else there is to choose is refused too.'] : []
  return [...reasons.slice(0, REASONS_TOLD_MAX), ...more].join(' ')
}

/** As things stand: of an adjustment or forwarding that runs what became of it, of a contest also days that no file of ours holds. */
function neededNow(resolution: Resolution, { adjustment, forwarding, disputed }: ResolutionFacts): Needed {
  return neededOf(resolution, {
    isAdjusting: adjustment?.standing !== undefined,
    isForwarding: forwarding?.standing !== undefined,
    asksDays: disputed !== undefined && disputed.days === undefined,
  })
}

const RIGHT_AMOUNT: AskedNow = {
  ...{ name: 'amount', of: 'fields', title: 'What it is rightly worth', expects: 'dollars and cents, as 1204.55' },
  ...{ choices: undefined, refused: [], most: VALUE_LENGTH_MAX },
}

const RETURNED_AMOUNT: AskedNow = { ...RIGHT_AMOUNT, title: 'What it asks back, from the picture' }

const OTHER_ACCOUNT: AskedNow = {
  ...{
    name: 'account',
    of: 'fields',
    title: 'Account that it goes to',
    expects: 'the number of an open account of ours',
  },
  ...{ choices: undefined, refused: [], most: VALUE_LENGTH_MAX },
}

/**
 * What is said beside the arguments: of a move the account, of a split those of its parts, of an adjustment what is right, where
 * that is asked, of a chargeback whose deposit it is, of a return the amount that cannot be read.
 */
export function valuesAsked(resolution: Resolution, of: ValuesFacts): readonly AskedNow[] {
  if (resolution === 'move') return [OTHER_ACCOUNT]
  if (resolution === 'split') return PART
  if (resolution === 'return') return of.isUnread ? [RETURNED_AMOUNT] : []
  if (resolution === 'adjust') return of.right === 'asked' && !of.isAdjusting ? [RIGHT_AMOUNT] : []
  return OF_DEPOSITORS.includes(resolution) && of.severalDeposits ? [WHOSE_DEPOSIT] : []
}

/** What decides it, of the item and never of what somebody proposed. */
export interface ValuesFacts {
  readonly right: AdjustmentKind['right'] | undefined
  readonly isAdjusting: boolean
  /** True also where it is not known how many there are. */
  readonly severalDeposits: boolean
  /** True where the item's amount cannot be read. */
  readonly isUnread: boolean
}

/** What each part of a split is. */
const PART: readonly AskedNow[] = [
  { ...OTHER_ACCOUNT, of: 'parts', title: 'Account', most: PART_LENGTHS_MAX.account },
  { ...RIGHT_AMOUNT, of: 'parts', title: 'Amount', most: PART_LENGTHS_MAX.amount },
]

/** The fees that it may be about, by name, with what people call them. */
function feesNow(resolution: Resolution, { fees }: ResolutionFacts): Readonly<Record<string, string>> {
  if (fees === undefined || !isAboutFee(resolution)) return {}
  const titles = new Map(fees.schedule.map(one => [one.name, one.title]))
  const names = resolution === 'fee' ? [...titles.keys()] : chargedFees(fees).map(one => one.name)
  return Object.fromEntries(names.map(name => [name, titles.get(name) ?? name]))
}

const OF_DEPOSITORS: readonly Resolution[] = ['chargeback', 'fee']

const WHOSE_DEPOSIT: AskedNow = {
  ...{ name: 'account', of: 'fields', title: 'Whose deposit', expects: 'the number of an account of its deposits' },
  ...{ choices: undefined, refused: [], most: VALUE_LENGTH_MAX },
}

/** Where the schedule charges a fee with it: why it is not to be. */
function waiverOf(resolution: Resolution, { fees, codes }: ResolutionFacts): readonly AskedNow[] {
  const charged = ['', ...codes].flatMap(code => (fees && feeWith(fees.schedule, { resolution, code })) ?? [])
  const titles = [...new Set(charged.map(one => one.title))]
  if (titles.length === 0) return []
  const optional = { refused: [], isOptional: true } as const
  return [
    {
      ...{ ...optional, name: 'waiver', title: `Why no fee is charged (${titles.join(', ')})` },
      ...{ choices: Object.keys(WAIVERS), most: undefined },
    },
    {
      ...{ ...optional, name: 'words', title: 'Why not, in your words' },
      ...{ choices: undefined, most: ARGUMENTS.words.most },
    },
  ]
}

type Values = Readonly<Partial<Record<ArgumentName, string>>>
interface Tried {
  readonly values: Values
  readonly refused: string | undefined
}

/** Refused whatever else is written: everything else is about what was written, which the person has still to write. */
const SHUT: ReadonlySet<ResolutionRefusal> = new Set([
  'exception_closed',
  'exception_decided',
  'resolution_not_offered',
  'code_missing',
  'code_not_of_kind',
  'code_refused',
  'resolution_not_possible',
  'fee_refused',
])

function refusalIn(decided: ResolutionDecision): string | undefined {
  return decided.is === 'refused' && SHUT.has(decided.refused) ? decided.why : undefined
}

/** What stands for words that are not written yet. */
const ANY_WORDS = '…'

/** Every combination of what can be chosen: a few codes by a few terms. */
function everyWay(needed: readonly (readonly [ArgumentName, string])[], from: Choosable): readonly Values[] {
  return needed.reduce<readonly Values[]>(
    (ways, [name]) => {
      const values = valuesOf(ARGUMENTS[name], from) ?? [ANY_WORDS]
      return ways.flatMap(way => values.map(value => ({ ...way, [name]: value })))
    },
    [{}],
  )
}

/** What there is to choose, beside the closed lists. */
interface Choosable {
  readonly codes: readonly string[]
  readonly fees: readonly string[]
}

function valuesOf(argument: Argument, { codes, fees }: Choosable): readonly string[] | undefined {
  if (argument.kind === 'code') return codes
  // Of no fee at all the reason is told by the way out itself.
  if (argument.kind === 'fee') return fees.length === 0 ? undefined : fees
  return argument.kind === 'choice' ? Object.keys(argument.choices) : undefined
}

/** A value can be chosen when it leads somewhere with anything else; else it is shut for the first reason that was found. */
function askedNow(
  { name, title }: { readonly name: ArgumentName; readonly title: string },
  tried: readonly Tried[],
  from: Choosable,
): AskedNow {
  const argument: Argument = ARGUMENTS[name]
  const values = valuesOf(argument, from)
  const most = argument.kind === 'text' ? argument.most : undefined
  if (values === undefined) return { name, title, choices: undefined, refused: [], most }
  const why = (value: string): string | undefined => {
    const withIt = tried.filter(one => one.values[name] === value)
    return withIt.some(one => one.refused === undefined) ? undefined : withIt[0]?.refused
  }
  const refused = values.flatMap(value => {
    const reason = why(value)
    return reason === undefined ? [] : [{ value, why: reason }]
  })
  return { name, title, choices: values.filter(value => why(value) === undefined), refused, most }
}
