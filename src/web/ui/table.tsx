import type { ReactNode } from 'react'

/** One column of a table. */
export interface TableColumn<Row> {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** It names the row: its cells are heads with a scope. */
  readonly head?: true
  /** Numbers stand to the right. */
  readonly right?: true
  /** It is left out in a narrow window, where the row's own page has it. */
  readonly wideOnly?: true
  /** Its cells stay on one line: times, codes and marks. */
  readonly unbroken?: true
}

interface TableProps<Row> {
  /** What the table is, said above it; `label` where the heading of its panel says it already. */
  readonly caption?: ReactNode
  readonly label?: string
  readonly columns: readonly TableColumn<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly classOf?: (row: Row) => string
  /** Instead of a table without rows: why there are none. */
  readonly empty?: ReactNode
  /** The heads are for ears only: where every row is a name and a number. */
  readonly heads?: 'spoken'
  readonly className?: string
}

/** A short table of a panel, drawn whole; the long ones that are read page by page are `RowList`. */
export function Table<Row>({
  caption,
  label,
  columns,
  rows,
  keyOf,
  classOf,
  empty,
  heads,
  className,
}: TableProps<Row>) {
  if (rows.length === 0 && empty !== undefined) return <p className="notice">{empty}</p>
  return (
    <table className={`grid ${className ?? ''}`} aria-label={label}>
      {caption !== undefined && <caption>{caption}</caption>}
      <thead className={heads === 'spoken' ? 'hidden-text' : undefined}>
        <tr>
          {columns.map(column => (
            <th key={column.title} scope="col" className={cellClass(column)}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={keyOf(row)} className={classOf?.(row)}>
            {columns.map(column => (
              <Cell key={column.title} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell<Row>({ column, row }: { readonly column: TableColumn<Row>; readonly row: Row }) {
  const content = column.cell(row)
  if (column.head !== true) return <td className={cellClass(column)}>{content}</td>
  return (
    <th scope="row" className={cellClass(column)}>
      {content}
    </th>
  )
}

function cellClass({ right, wideOnly, unbroken }: Pick<TableColumn<never>, 'right' | 'wideOnly' | 'unbroken'>) {
  const names = [right === true && 'right', wideOnly === true && 'wide-only', unbroken === true && 'nowrap']
  return names.filter(name => name !== false).join(' ')
}
