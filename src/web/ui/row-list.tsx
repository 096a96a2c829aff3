import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Empty, Failure, Lines } from './loaded.tsx'
import { MARGIN_ROWS, revealRow, useIsNarrow, useSeenRows } from './seen-rows.ts'

/** One column of a list. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** Numbers stand to the right. */
  readonly right?: true
  /**
   * Where it stands in the two lines that a row has in a narrow window: `lead` and `end` above, `under` and `underEnd` below.
   * Without a place it is left out there: the row's own page has it.
   */
  readonly narrow?: 'lead' | 'end' | 'under' | 'underEnd'
  /** In `ch`; the one without takes the rest. */
  readonly width?: number
  /** A text that may end in an ellipsis, because the row's own page has it whole, and so has whoever rests on it; everything else is seen whole. */
  readonly cut?: true
  /** Left out where the window is not wide enough for every column. */
  readonly roomy?: true
}

interface Pages<Row> {
  readonly pages: readonly { readonly data: readonly Row[] }[]
}

/** The part of a TanStack infinite query that a list uses. */
export interface RowQuery<Row> {
  readonly data: Pages<Row> | undefined
  readonly error: Error | null
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  fetchNextPage(): unknown
  refetch(): unknown
}

/** Heights of a row in pixels; the styles have the same. */
const ONE_LINE = { wide: 26, narrow: 48 } as const
export const TWO_LINES = { wide: 44, narrow: 84 } as const
/** What a row is about has a line of its own in a narrow window. */
export const LONG_LEAD = { wide: 26, narrow: 68 } as const
type RowHeight = typeof ONE_LINE | typeof TWO_LINES | typeof LONG_LEAD

const FRAMES = new Map<RowHeight, string>([
  [TWO_LINES, 'row-frame two-lines'],
  [LONG_LEAD, 'row-frame long-lead'],
])

interface RowListProps<Row> {
  readonly label: string
  readonly query: RowQuery<Row>
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string | number
  readonly empty: ReactNode
  /** How high a row is; one line when left out. */
  readonly rows?: RowHeight
}

/**
 * A long list as a table: only the rows in sight are drawn, more are read before the end is reached. The arrows move from
 * row to row over the first link of each; there is one stop of the Tab key.
 */
export function RowList<Row>({ label, query, columns, keyOf, empty, rows: height = ONE_LINE }: RowListProps<Row>) {
  const rows = query.data?.pages.flatMap(page => page.data)
  if (rows === undefined) {
    if (query.error !== null) return <Failure error={query.error} again={() => query.refetch()} />
    return (
      <div className="waiting" aria-busy="true">
        <span className="hidden-text">Reading.</span>
        <Lines count={20} height={height.wide} />
      </div>
    )
  }
  if (rows.length === 0) return <Empty>{empty}</Empty>
  return <Rows label={label} query={query} columns={columns} keyOf={keyOf} rows={rows} height={height} />
}

function Rows<Row>({
  label,
  query,
  columns,
  keyOf,
  rows,
  height,
}: Omit<RowListProps<Row>, 'empty' | 'rows'> & {
  readonly rows: readonly Row[]
  readonly height: RowHeight
}) {
  const frame = useRef<HTMLDivElement>(null)
  const rowPx = height[useIsNarrow() ? 'narrow' : 'wide']
  const { from, to } = useSeenRows(frame, { count: rows.length, rowPx })
  const [active, setActive] = useState(0)
  const { hasNextPage, isFetchingNextPage } = query
  useEffect(() => {
    if (to >= rows.length - MARGIN_ROWS && hasNextPage && !isFetchingNextPage) query.fetchNextPage()
  }, [to, rows.length, hasNextPage, isFetchingNextPage, query])
  const wantsFocus = useRef(false)
  useRovingLink(frame, { active, from, wantsFocus })
  const move = (event: KeyboardEvent) => {
    const next = nextRow(event.key, active, rows.length)
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    setActive(next)
    revealRow(frame.current, next, rowPx)
    wantsFocus.current = true
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move the focus between the links inside
    <div className={FRAMES.get(height) ?? 'row-frame'} ref={frame} onKeyDown={move}>
      <table className="rows" aria-label={label} aria-rowcount={hasNextPage ? -1 : rows.length + 1}>
        <Head columns={columns} />
        <tbody>
          <Gap height={from * rowPx} />
          {rows.slice(from, to).map((row, index) => (
            <tr
              key={keyOf(row)}
              data-row={from + index}
              aria-rowindex={from + index + 2}
              onFocus={() => setActive(from + index)}
            >
              {columns.map(column => (
                <Cell key={column.title} column={column} row={row} />
              ))}
            </tr>
          ))}
          <Gap height={(rows.length - to) * rowPx} />
        </tbody>
      </table>
    </div>
  )
}

function Head<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map(column => (
          <th
            key={column.title}
            scope="col"
            className={classOf(column)}
            style={column.width === undefined ? undefined : { width: `${column.width}ch` }}
          >
            {column.title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** A text that may end in an ellipsis is told whole to whoever rests on it. */
function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const shown = column.cell(row)
  const whole = column.cut === true && typeof shown === 'string' && shown !== '' ? shown : undefined
  return (
    <td className={classOf(column)} title={whole}>
      {shown}
    </td>
  )
}

/** One cell and no more: one over columns that are left out would keep their room. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return (
    <tr className="gap">
      <td style={{ height }} />
    </tr>
  )
}

function classOf({ right, narrow, cut, roomy }: Omit<Column<never>, 'cell'>): string {
  const names = [right === true && 'right', cut === true && 'cut', roomy === true && 'roomy']
  return [...names, narrow === undefined ? 'wide-only' : `narrow-${narrow}`].filter(name => name !== false).join(' ')
}

interface Roving {
  readonly active: number
  /** The first row that is drawn. */
  readonly from: number
  /** Set by a key: the active row is to have the focus as soon as it is drawn, which may be after a scroll. */
  readonly wantsFocus: { current: boolean }
}

/** One link of the list is a stop of the Tab key: that of the active row, or of the first one drawn. */
function useRovingLink(frame: { readonly current: HTMLDivElement | null }, { active, from, wantsFocus }: Roving): void {
  useEffect(() => {
    const links = frame.current?.querySelectorAll<HTMLElement>('tbody a, tbody button') ?? []
    const own = linkOfRow(frame.current, active)
    const chosen = own ?? linkOfRow(frame.current, from)
    // The buttons of a row come after its link, and are no stops in the others.
    const row = chosen?.closest('tr')
    for (const link of links)
      link.tabIndex = link === chosen || (link.matches('button') && link.closest('tr') === row) ? 0 : -1
    if (!wantsFocus.current || own === null) return
    wantsFocus.current = false
    own.focus({ preventScroll: true })
  })
}

function linkOfRow(frame: HTMLDivElement | null, row: number): HTMLElement | null {
  return frame?.querySelector<HTMLElement>(`tr[data-row="${row}"] :is(a, button)`) ?? null
}

function nextRow(key: string, active: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    j: 1,
    k: -1,
    PageDown: 20,
    PageUp: -20,
    Home: -count,
    End: count,
  }
  const step = steps[key]
  return step === undefined ? undefined : Math.max(0, Math.min(count - 1, active + step))
}
