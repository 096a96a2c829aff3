import type { Procedure } from '../../contract/item.ts'
import { Emphasised } from '../ui/emphasised.tsx'
import { Panel } from '../ui/panel.tsx'

/** How a person works on this kind of exception, step by step. */
export function ProcedurePanel({ procedure }: { readonly procedure: Procedure }) {
  return (
    <Panel title="Procedure" aside={<span className="quiet">{procedure.title}</span>} className="procedure">
      <p>
        <Emphasised text={procedure.about} />
      </p>
      {procedure.parts.map(part => (
        <div key={part.title}>
          <p>
            <b>{part.title}</b> <Emphasised text={part.text} />
          </p>
          <Steps steps={part.steps} as={part.ordered ? 'ol' : 'ul'} />
        </div>
      ))}
    </Panel>
  )
}

function Steps({ steps, as: List }: { readonly steps: readonly string[]; readonly as: 'ol' | 'ul' }) {
  if (steps.length === 0) return null
  return (
    <List>
      {steps.map(step => (
        <li key={step}>
          <Emphasised text={step} />
        </li>
      ))}
    </List>
  )
}
