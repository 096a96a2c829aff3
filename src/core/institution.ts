import type { SecondKeyPolicy } from './approval/second-key.ts'
import type { Calendars } from './calendar/calendars.ts'
import type { Fee } from './fee.ts'
import type { CurrencyCode } from './money.ts'
import type { PackName, PackSettings } from './pack.ts'
import type { QueueSetting } from './work/queue-setting.ts'

/** The institution whose day is run: its configuration, checked. One currency, because ACH and check clearing have one. */
export interface Institution {
  /** 1 and up: `shard = orgId * 1024 + bucket`. */
  readonly orgId: number
  readonly name: string
  readonly currency: CurrencyCode
  /** IANA name, `America/New_York`. */
  readonly zone: string
  readonly calendars: Calendars
  /** Last moment of a banking day, on the zone's clock, at which a file still posts that day. */
  readonly cutoffs: Readonly<Record<PackName, Temporal.PlainTime>>
  readonly settings: PackSettings
  /** Where files of returns go: the operator or the correspondent. */
  readonly destinations: Readonly<Record<PackName, { readonly routing: string; readonly name: string }>>
  /** Days after which an unresolved exception's suspense position must be gone. */
  readonly suspenseDays: number
  /** The language in which customers and senders are written to, as BCP 47 names it. */
  readonly letterLanguage: string
  /** Policies that decide without a person, by the name that exception kinds use. */
  readonly policies: readonly Policy[]
  /** What needs a second person whoever decides it. */
  readonly secondKeys: readonly SecondKeyPolicy[]
  /** What customers are charged for items; of one name one entry holds on a day. */
  readonly fees: readonly Fee[]
  /** What it says otherwise of the packs' queues. */
  readonly queues: readonly QueueSetting[]
}

/** A named, dated decision of the institution, with the person who answers for it. */
export interface Policy {
  readonly name: string
  readonly owner: string
  /** First and last day, both inclusive, YYYY-MM-DD. */
  readonly from: string
  readonly to: string
}

/** True when the policy is in force on the day (YYYY-MM-DD). */
export function isInForce(institution: Institution, policy: string, on: string): boolean {
  return institution.policies.some(one => one.name === policy && one.from <= on && on <= one.to)
}
