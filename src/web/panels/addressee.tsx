import type { QuestionJson } from '../../contract/question.ts'
import type { FormDraft } from '../data/drafts.ts'

interface AddresseeProps {
  readonly form: FormDraft
  /** The role that is chosen while nobody chose one. */
  readonly forRole: QuestionJson['for_role']
  /** Who could be named. */
  readonly here: QuestionJson['others']
}

/** To whom a question is put: a role at least, or somebody by name. */
export function Addressee({ form: { field }, forRole, here }: AddresseeProps) {
  return (
    <div className="question-acts">
      <label>
        For
        <select {...field('for_role', forRole)}>
          <option value="ps">a specialist</option>
          <option value="sps">a senior specialist</option>
        </select>
      </label>
      <label>
        By name
        <select {...field('to')} value={namedIn({ field }, here) ?? ''}>
          <option value="">whoever takes it first</option>
          {here.map(one => (
            <option key={one.login} value={one.login}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

/** As the contract takes it; who was named and is not there any more is nobody. */
export function addressed(form: FormDraft, { forRole, here }: Omit<AddresseeProps, 'form'>) {
  const to = namedIn(form, here)
  return { for_role: form.field('for_role', forRole).value, ...(to === undefined ? {} : { to }) }
}

function namedIn({ field }: Pick<FormDraft, 'field'>, here: AddresseeProps['here']): string | undefined {
  return here.find(one => one.login === field('to').value)?.login
}
