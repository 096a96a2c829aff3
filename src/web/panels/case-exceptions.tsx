import type { Exception } from '../../contract/exception.ts'
import { AmountOrBlank } from '../ui/amount.tsx'
import { countText, sentence } from '../ui/format.ts'
import { StateMark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'

interface CaseExceptionsProps {
  readonly exceptions: readonly Exception[]
  readonly current: number
  readonly choose: (id: number) => void
}

/** A case of many exceptions: how far it is, and each to be chosen. */
export function CaseExceptions({ exceptions, current, choose }: CaseExceptionsProps) {
  const done = exceptions.filter(one => one.state !== 'open').length
  return (
    <Panel
      title="Exceptions of this case"
      className="case-exceptions"
      aside={
        <span className="quiet" role="status">
          {countText(done)} of {countText(exceptions.length)} decided
        </span>
      }
    >
      <progress value={done} max={exceptions.length} aria-label="Decided of this case" />
      <ol className="case-list">
        {exceptions.map(one => (
          <li key={one.id}>
            <button type="button" aria-pressed={one.id === current} onClick={() => choose(one.id)}>
              <span className="case-list-id">{one.id}</span>
              <span className="cut">{sentence(one.sentence)}</span>
              <span className="right">
                <AmountOrBlank minor={one.value.debit_minor + one.value.credit_minor} />
              </span>
            </button>
            <StateMark state={one.state} />
          </li>
        ))}
      </ol>
    </Panel>
  )
}
