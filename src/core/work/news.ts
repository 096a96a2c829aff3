/** Something that happened to one person's work, told on their own live stream and on nobody else's. */
export interface News {
  readonly personId: number
  readonly kind: NewsKind
  /** The case, as `1101-67108866`; undefined where it is about an item alone. */
  readonly caseId: string | undefined
  /** The item that it is about, where the event says so. */
  readonly itemId: number | undefined
}

/** An event of the audit log, as far as it may concern somebody. */
export interface ToldEvent {
  readonly kind: string
  readonly actor: string
  readonly subject: number
  /** JSON; whatever stands there when somebody altered it. */
  readonly body: string
}

/** Which events concern whom, and as what: `who` names the field of the event that says it. */
export const NEWS_OF = {
  case_claimed: [{ kind: 'case_taken', who: 'from' }],
  case_reassigned: [
    { kind: 'case_taken', who: 'from' },
    { kind: 'case_given', who: 'to' },
  ],
  case_returned: [{ kind: 'case_taken', who: 'from' }],
  case_woken: [{ kind: 'case_woken', who: 'for' }],
  lease_ended: [{ kind: 'case_taken', who: 'from' }],
  question_answered: [{ kind: 'question_answered', who: 'asker' }],
  question_refused: [{ kind: 'question_refused', who: 'asker' }],
  decision_returned: [{ kind: 'proposal_returned', who: 'maker' }],
} as const satisfies Readonly<Record<string, readonly Told[]>>

/** Everything that people are told by name. */
export const NEWS_KINDS = [
  'case_taken',
  'case_given',
  'case_woken',
  'question_answered',
  'question_refused',
  'proposal_returned',
] as const
export type NewsKind = (typeof NEWS_KINDS)[number]

interface Told {
  readonly kind: NewsKind
  readonly who: string
}

/** What an event tells to whom; nothing to whoever did it themselves. */
export function newsOf(event: ToldEvent): readonly News[] {
  const told: readonly Told[] = Object.hasOwn(NEWS_OF, event.kind) ? NEWS_OF[event.kind as keyof typeof NEWS_OF] : []
  return told.flatMap(one => toldOf(one, event) ?? [])
}

function toldOf(told: Told, { actor, subject, body }: ToldEvent): News | undefined {
  // By pattern: an altered text is told as such by its chain, and breaks nothing here.
  const person = new RegExp(`"${told.who}":"(person (\\d{1,15}))"`).exec(body)
  if (person === null || person[1] === actor) return undefined
  const caseShard = /"caseShard":(\d{1,15})/.exec(body)?.[1]
  const caseId = caseShard === undefined ? undefined : `${caseShard}-${subject}`
  return { personId: Number(person[2]), kind: told.kind, caseId, itemId: caseId === undefined ? subject : undefined }
}
