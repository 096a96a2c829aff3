import type { ItemRecord } from '../../contract/item.ts'
import { countText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'

type Field = ItemRecord['fields'][number]

const RULER = Array.from({ length: 10 }, (_, ten) => String((ten + 1) * 10).padStart(10, '·')).join('')

/** The record as it stands in the file, in its columns, with the field that is faulty marked. */
export function RecordPanel({ record }: { readonly record: ItemRecord }) {
  const faulty = record.fields.find(field => field.faulty)
  const width = Math.max(...record.records.map(one => one.text.length))
  return (
    <Panel
      title="Record"
      aside={
        faulty === undefined ? undefined : <Mark tone="bad">{`${faulty.name}, column ${faulty.column ?? '?'}`}</Mark>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="raw" tabIndex={0} aria-label="The record as it stands in the file, personal data masked">
        <div className="raw-line raw-ruler" aria-hidden="true">
          <span className="raw-number">col</span>
          {RULER.slice(0, width)}
        </div>
        {record.records.map((one, index) => (
          <div key={one.line} className="raw-line">
            <span className="raw-number">{one.line}</span>
            <Marked text={one.text} field={(faulty?.record ?? 1) === index + 1 ? faulty : undefined} />
          </div>
        ))}
      </section>
    </Panel>
  )
}

function Marked({ text, field }: { readonly text: string; readonly field: Field | undefined }) {
  if (field === undefined || field.column === null) return <span className="raw-text">{text}</span>
  const from = field.column - 1
  const to = from + (field.width ?? 1)
  return (
    <span className="raw-text">
      {text.slice(0, from)}
      <mark title={field.name}>{text.slice(from, to)}</mark>
      {text.slice(to)}
    </span>
  )
}

/** Every field that holds something, with its place and value. */
export function FieldsPanel({ record }: { readonly record: ItemRecord }) {
  const shown = record.fields.filter(field => field.value !== '' || field.faulty)
  const empty = record.fields.length - shown.length
  if (record.fields.length === 0) {
    return (
      <Panel title="Fields">
        <p className="notice">
          The fields of this item cannot be read any more. The file as it was sent is kept; clearday prove says whether
          it was changed.
        </p>
      </Panel>
    )
  }
  return (
    <Panel title="Fields" aside={<span className="quiet">personal data is masked</span>}>
      <table className="grid fields">
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col" className="right wide-only">
              record
            </th>
            <th scope="col" className="right wide-only">
              column
            </th>
            <th scope="col">value</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(field => (
            <tr key={`${field.record}/${field.column}/${field.name}`} className={field.faulty ? 'faulty' : ''}>
              <th scope="row">{field.faulty ? <Mark tone="bad">{field.name}</Mark> : field.name}</th>
              <td className="right wide-only">{field.record}</td>
              <td className="right wide-only">{field.column}</td>
              <td>
                <code>{field.value}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {empty > 0 && <p className="quiet foot">{countText(empty)} empty fields are left out.</p>}
    </Panel>
  )
}
