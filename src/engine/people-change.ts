import type { Act } from '../core/authority/act.ts'
import type { Measure, SupervisionLevel } from '../core/authority/people-facts.ts'
import type { PersonKind, Role } from '../core/authority/role.ts'
import type { HoldKind } from '../store/people-changes.ts'

/** One change of who works here and what they hold. People are named by login and teams by name, so that a list may add and use them. */
export type PeopleChange =
  | {
      readonly change: 'add_person'
      readonly login: string
      readonly name: string
      readonly kind: PersonKind
      /** Who answers for it: of an agent or a service account the human behind it, of a second account the first one. */
      readonly owner?: string | undefined
    }
  /** Whose second account it is, or who answers for it, from now on; null: it is a human's first account. */
  | { readonly change: 'set_owner'; readonly login: string; readonly owner: string | null }
  | { readonly change: 'suspend' | 'reactivate' | 'leave'; readonly login: string }
  | { readonly change: 'add_team'; readonly team: string; readonly parent?: string | undefined }
  | (Grant & {
      readonly change: 'grant'
      readonly from?: Temporal.Instant
      readonly until?: Temporal.Instant | undefined
    })
  | { readonly change: 'end'; readonly hold: HoldKind; readonly id: number }

/** What is given. Credentials, delegations and absences have an end; everything else may be for good. */
export type Grant =
  | { readonly hold: 'member'; readonly team: string; readonly login: string }
  | { readonly hold: 'role'; readonly role: Role; readonly to: Holder }
  | { readonly hold: 'skill'; readonly skill: string; readonly login: string }
  | { readonly hold: 'credential'; readonly credential: string; readonly login: string }
  | {
      readonly hold: 'limit'
      readonly of: { readonly role: Role } | { readonly login: string }
      readonly act: Act
      readonly measure: Measure
      readonly days: number
      readonly limitMinor: bigint
    }
  | { readonly hold: 'delegation'; readonly giver: string; readonly login: string; readonly acts: readonly Act[] }
  | { readonly hold: 'absence'; readonly login: string; readonly why: string }
  | {
      readonly hold: 'supervision'
      readonly login: string
      readonly workType: string
      readonly level: SupervisionLevel
      readonly sharePercent?: number | undefined
    }

export type Holder = { readonly login: string } | { readonly team: string }

/** Who changes it: a person in a session, or, while nobody is there yet, whoever operates the machine. */
export type ChangedBy =
  | {
      readonly person: number
      readonly session: 'signed-in' | 'stepped-up'
      /** On the command line, which account of the machine it was: `os:kim`. Told in the log. */
      readonly through?: string
    }
  | 'operator'

/** What became of it: all of the list, or nothing. */
export type PeopleChanged =
  | { readonly outcome: 'changed'; readonly ids: readonly number[] }
  | { readonly outcome: 'refused'; readonly code: string; readonly why: string }

/** Takes back the transaction; told to whoever asked as a value. */
export class PeopleRefused extends Error {
  override readonly name = 'PeopleRefused'
  readonly code: string

  constructor(code: string, why: string) {
    super(why)
    this.code = code
  }
}
