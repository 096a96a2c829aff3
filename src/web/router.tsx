import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { approvalPages } from './data/approvals.ts'
import { recentBulksQuery } from './data/bulk.ts'
import { itemQuery, itemRecordQuery, proofQuery, receiptQuery } from './data/queries.ts'
import { queryClient } from './data/query-client.ts'
import {
  approvalsSearch,
  auditSearch,
  batchesSearch,
  bulkSearch,
  dayCloseSearch,
  documentsSearch,
  exceptionsSearch,
  itemsSearch,
  lettersSearch,
  queueSearch,
  receiptsSearch,
  returnsSearch,
  signInSearch,
  todaySearch,
  workSearch,
} from './data/search.ts'
import { AccountPage } from './pages/account.tsx'
import { ApprovalsPage } from './pages/approvals.tsx'
import { AuditPage } from './pages/audit.tsx'
import { BatchesPage } from './pages/batches.tsx'
import { BulkPage } from './pages/bulk.tsx'
import { BulkNewPage } from './pages/bulk-new.tsx'
import { BulksPage } from './pages/bulks.tsx'
import { DayClosePage } from './pages/day-close.tsx'
import { DocumentsPage } from './pages/documents.tsx'
import { EscalationsPage } from './pages/escalations.tsx'
import { ExceptionsPage } from './pages/exceptions.tsx'
import { FaultyPage } from './pages/faulty.tsx'
import { ItemPage } from './pages/item.tsx'
import { ItemsPage } from './pages/items.tsx'
import { LettersPage } from './pages/letters.tsx'
import { MissingPage } from './pages/missing.tsx'
import { PendsPage } from './pages/pends.tsx'
import { PeoplePage } from './pages/people.tsx'
import { PersonPage } from './pages/person.tsx'
import { ProofPage } from './pages/proof.tsx'
import { QueuePage } from './pages/queue.tsx'
import { QueuesPage } from './pages/queues.tsx'
import { ReceiptPage } from './pages/receipt.tsx'
import { ReceiptsPage } from './pages/receipts.tsx'
import { ReturnsPage } from './pages/returns.tsx'
import { SignInPage } from './pages/sign-in.tsx'
import { SignInCallbackPage } from './pages/sign-in-callback.tsx'
import { TodayPage } from './pages/today.tsx'
import { WorkPage } from './pages/work.tsx'
import { Shell } from './shell/shell.tsx'

/**
 * Every page and its address. The address is the state: what is filtered stands in it. What a page needs most is asked for as soon
 * as its address is known, beside what the frame asks for.
 */
const root = createRootRoute({ component: Shell, notFoundComponent: MissingPage })

const routeTree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage, validateSearch: signInSearch }),
  createRoute({ getParentRoute: () => root, path: '/sign-in/callback', component: SignInCallbackPage }),
  createRoute({ getParentRoute: () => root, path: '/account', component: AccountPage }),
  createRoute({ getParentRoute: () => root, path: '/', component: TodayPage, validateSearch: todaySearch }),
  createRoute({ getParentRoute: () => root, path: '/work', component: WorkPage, validateSearch: workSearch }),
  createRoute({ getParentRoute: () => root, path: '/pends', component: PendsPage }),
  createRoute({ getParentRoute: () => root, path: '/queues', component: QueuesPage }),
  createRoute({ getParentRoute: () => root, path: '/people', component: PeoplePage }),
  createRoute({ getParentRoute: () => root, path: '/audit', component: AuditPage, validateSearch: auditSearch }),
  createRoute({ getParentRoute: () => root, path: '/people/$login', component: PersonPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/queues/$queue',
    component: QueuePage,
    validateSearch: queueSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/receipts',
    component: ReceiptsPage,
    validateSearch: receiptsSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/receipts/$receipt',
    component: ReceiptPage,
    loader: ({ params }) => void queryClient.prefetchQuery(receiptQuery(params.receipt)),
  }),
  createRoute({ getParentRoute: () => root, path: '/batches', component: BatchesPage, validateSearch: batchesSearch }),
  createRoute({
    getParentRoute: () => root,
    path: '/exceptions',
    component: ExceptionsPage,
    validateSearch: exceptionsSearch,
  }),
  createRoute({ getParentRoute: () => root, path: '/bulk', component: BulksPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/bulk/new',
    component: BulkNewPage,
    validateSearch: exceptionsSearch,
  }),
  createRoute({ getParentRoute: () => root, path: '/bulk/$bulk', component: BulkPage, validateSearch: bulkSearch }),
  createRoute({ getParentRoute: () => root, path: '/items', component: ItemsPage, validateSearch: itemsSearch }),
  createRoute({
    getParentRoute: () => root,
    path: '/items/$item',
    component: ItemPage,
    loader: ({ params }) => {
      void queryClient.prefetchQuery(itemQuery(params.item))
      void queryClient.prefetchQuery(itemRecordQuery(params.item))
    },
  }),
  createRoute({ getParentRoute: () => root, path: '/escalations', component: EscalationsPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/approvals',
    component: ApprovalsPage,
    validateSearch: approvalsSearch,
    loader: () => {
      void queryClient.prefetchInfiniteQuery(approvalPages())
      void queryClient.prefetchQuery(recentBulksQuery)
    },
  }),
  createRoute({ getParentRoute: () => root, path: '/letters', component: LettersPage, validateSearch: lettersSearch }),
  createRoute({
    getParentRoute: () => root,
    path: '/documents',
    component: DocumentsPage,
    validateSearch: documentsSearch,
  }),
  createRoute({ getParentRoute: () => root, path: '/returns', component: ReturnsPage, validateSearch: returnsSearch }),
  createRoute({
    getParentRoute: () => root,
    path: '/day-close',
    component: DayClosePage,
    validateSearch: dayCloseSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/proof',
    component: ProofPage,
    loader: () => void queryClient.prefetchQuery(proofQuery),
  }),
])

export const router = createRouter({
  routeTree,
  scrollRestoration: true,
  defaultPreload: false,
  // A page that cannot be drawn leaves the frame around it, and with it the ways to the others.
  defaultErrorComponent: FaultyPage,
  // What is not known behind the question mark is left out, as if nobody had typed it.
  search: { strict: true },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
