import { useServerNow } from '../data/server-now.ts'
import type { AtHand } from '../data/use-desk.ts'
import { useZone } from '../data/use-zone.ts'
import { Amount } from '../ui/amount.tsx'
import { counted, momentText, sentence } from '../ui/format.ts'
import { LeftMark, leavesText } from './leaves-by.tsx'

/** Which case it is, what it is worth, by when it is due, and why it came to this person. */
export function CaseHead({ atHand: { work, why } }: { readonly atHand: AtHand }) {
  const zone = useZone()
  const now = useServerNow()
  const { title, queue_title: queue, value, ours_at: at } = work.case
  return (
    <section className="case-head" aria-label="The case">
      <p>
        <b>{title}</b> <span className="quiet">{queue}</span>
      </p>
      {value.count + value.debit_minor + value.credit_minor > 0 && (
        <p>
          {value.count > 0 && `${counted(value.count, 'item')}, `}
          <abbr title="debits">Dr</abbr> <Amount minor={value.debit_minor} />, <abbr title="credits">Cr</abbr>{' '}
          <Amount minor={value.credit_minor} />
        </p>
      )}
      <p>
        {at === null ? (
          'No clock runs.'
        ) : (
          <>
            {leavesText(work.case)} <b>{momentText(at, zone)}</b> <LeftMark left={Date.parse(at) - now} />
          </>
        )}
      </p>
      {work.woken_by !== null && (
        <p>
          <b>Woken:</b> {sentence(work.woken_by)}
        </p>
      )}
      {why !== undefined && <p className="quiet">Why this one: {sentence(why)}</p>}
    </section>
  )
}
