import type { ItemRecord } from '../../contract/item.ts'
import { counted } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

type Field = ItemRecord['fields'][number]

/** An item with more fields shows those of its first record, the others on request: a check has thirty about its images. */
const FIELDS_AT_ONCE = 24

/** Every field that holds something, with its place and value. */
export function FieldsPanel({ record }: { readonly record: ItemRecord }) {
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
  const filled = record.fields.filter(field => field.value !== '' || field.faulty)
  const first = filled.length <= FIELDS_AT_ONCE ? filled : filled.filter(field => field.record === 1 || field.faulty)
  const others = filled.filter(field => !first.includes(field))
  const empty = record.fields.length - filled.length
  return (
    <Panel title="Fields" aside={<span className="quiet">personal data is masked</span>}>
      <FieldTable fields={first} />
      {others.length > 0 && (
        <details>
          <summary>{counted(others.length, 'field')} of the records after it</summary>
          <FieldTable fields={others} />
        </details>
      )}
      {empty > 0 && <p className="quiet foot">{counted(empty, 'empty field is', 'empty fields are')} left out.</p>}
    </Panel>
  )
}

function FieldTable({ fields }: { readonly fields: readonly Field[] }) {
  return (
    <Table
      label="Fields"
      className="fields"
      columns={COLUMNS}
      rows={fields}
      keyOf={field => `${field.record}/${field.column}/${field.name}`}
      classOf={field => (field.faulty ? 'faulty' : '')}
    />
  )
}

const COLUMNS: readonly TableColumn<Field>[] = [
  {
    title: 'field',
    head: true,
    cell: field => (field.faulty ? <Mark tone="bad">{field.title}</Mark> : field.title),
  },
  { title: 'record', right: true, wideOnly: true, cell: field => (field.record === 0 ? 'header' : field.record) },
  { title: 'column', right: true, wideOnly: true, cell: field => field.column },
  {
    title: 'value',
    cell: field => (field.value === '' ? <span className="quiet">blank</span> : <code>{field.value}</code>),
  },
]
