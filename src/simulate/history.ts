import { openDayOnOrBefore } from '../core/calendar/calendar.ts'
import { PROFILES } from './ach/profiles.ts'
import { shortDate } from './ach/write-file.ts'
import { originator } from './originators.ts'
import type { Plan } from './plan.ts'
import { historyFile } from './plant/ach-placing.ts'

/** Ordinary batches of the last eighteen months, so that what is planted there does not stand alone: one file a month. */
export function planHistory(plan: Plan): void {
  const perFile = Math.ceil((plan.options.items * HISTORY_SHARE) / MONTHS)
  for (let months = MONTHS; months >= 1; months--) {
    const day = openDayOnOrBefore(plan.calendar, plan.options.day.subtract({ months, days: 2 }))
    const file = historyFile(plan, day)
    for (const [at, profile] of PROFILES.slice(0, PROFILES_KEPT).entries()) {
      const firm = originator(plan.key, at * 10_000)
      file.batches.push({
        header: {
          serviceClass: profile.serviceClass,
          sec: profile.sec,
          companyName: firm.name,
          companyId: firm.id,
          description: profile.description,
          descriptiveDate: '',
          effectiveDate: shortDate(day),
          odfi: firm.bank.routing.slice(0, 8),
        },
        ordinary: Math.ceil(perFile / PROFILES_KEPT),
        weight: 0,
        streamLabel: `history-${months}-${at}`,
        planted: [],
      })
    }
  }
}

const MONTHS = 17
/** Of the day's items. */
const HISTORY_SHARE = 0.03
/** Payroll and bills come every month. */
const PROFILES_KEPT = 2
