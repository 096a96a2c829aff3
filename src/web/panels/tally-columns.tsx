import type { ReactNode } from 'react'
import type { Tally } from '../../contract/tally.ts'
import { Amount } from '../ui/amount.tsx'
import { countText } from '../ui/format.ts'
import type { TableColumn } from '../ui/table.tsx'

/** A state with what stands in it. */
export interface TallyRow {
  readonly name: string
  readonly shown: ReactNode
  readonly tally: Tally
  /** Where the number of items leads to. */
  readonly count?: ReactNode
}

export const TALLY_COLUMNS: readonly TableColumn<TallyRow>[] = [
  { title: 'state', head: true, cell: row => row.shown },
  { title: 'items', right: true, cell: row => row.count ?? countText(row.tally.count) },
  { title: 'debits', right: true, cell: row => <Amount minor={row.tally.debit_minor} /> },
  { title: 'credits', right: true, cell: row => <Amount minor={row.tally.credit_minor} /> },
]
