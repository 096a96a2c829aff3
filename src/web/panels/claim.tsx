import type { FormEvent } from 'react'
import { useFormDraft } from '../data/drafts.ts'
import { useDo } from '../data/questions.ts'
import { Panel } from '../ui/panel.tsx'
import { Why } from './notes.tsx'

/** What a customer says of a debit, with the code that says it. */
const SAYS = {
  R10: 'does not know the originator, or never authorized it',
  R11: 'authorized it, but not this amount, day or terms',
  R07: 'authorized it once, and has revoked that',
  R05: 'a consumer: a company entry on their account',
  R29: 'a company: not authorized',
} as const

/** A place to take down that a customer did not authorize a debit that posted. What is typed stays until it is taken. */
export function ClaimPanel({ item }: { readonly item: number }) {
  const typed = useFormDraft(`claim/${item}`)
  const [code, statement] = [typed.field('code', 'R10'), typed.field('statement', 'missing')]
  const [toldOn, words] = [typed.field('told'), typed.field('words')]
  const taking = useDo(() => typed.forget())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const said = {
      ...(toldOn.value === '' ? {} : { told_on: toldOn.value }),
      ...(words.value.trim() === '' ? {} : { words: words.value.trim() }),
    }
    taking.do({
      path: 'itemClaims',
      holes: { item },
      body: { code: code.value, statement: statement.value, ...said },
    })
  }
  return (
    <Panel title="A customer’s claim" aside={<span className="quiet">its clocks run from the day they told us</span>}>
      <form className="question-form" onSubmit={submit} aria-label="Take a claim down">
        <label>
          What the customer says
          <select {...code}>
            {Object.entries(SAYS).map(([name, says]) => (
              <option key={name} value={name}>
                {name}: {says}
              </option>
            ))}
          </select>
        </label>
        <label>
          Their written statement
          <select {...statement}>
            <option value="missing">is missing: they are asked for it</option>
            <option value="on file">is on file</option>
          </select>
        </label>
        <label>
          When they told us; today where left out
          <input {...toldOn} type="date" />
        </label>
        <label>
          Who called, and what was said
          <textarea {...words} rows={2} maxLength={4000} />
        </label>
        <button type="submit" disabled={taking.isBusy}>
          Take the claim down
        </button>
        <Why text={taking.why} />
      </form>
    </Panel>
  )
}
