import { withApproval } from '../core/approval/approval-part.ts'
import type { ExceptionKind } from '../core/exception.ts'
import type { Procedure } from '../core/procedure.ts'
import type { StoredException } from '../store/exception.ts'
import type { Engine } from './engine.ts'
import { bookingDay } from './resolution-facts.ts'

/** A kind's procedure as people read it about an exception: who approves is what the institution's policies ask on the day on which it would be booked. */
export function procedureShown(
  engine: Engine,
  page: Procedure,
  of: {
    readonly exception: Pick<StoredException, 'kind' | 'pack'>
    readonly kind: ExceptionKind
    /** The posting day, YYYY-MM-DD. */
    readonly day: string
  },
): Procedure {
  const { exception, kind, day } = of
  const { secondKeys: policies, currency } = engine.institution
  const titles = engine.packs[exception.pack].fieldTitles
  const on = bookingDay(engine, day).toString()
  return withApproval(page, { name: exception.kind, kind, titles, currency, policies, on })
}
