import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { batchesSearch, exceptionsSearch, itemsSearch, receiptsSearch, todaySearch } from './data/search.ts'
import { BatchesPage } from './pages/batches.tsx'
import { ExceptionsPage } from './pages/exceptions.tsx'
import { ItemPage } from './pages/item.tsx'
import { ItemsPage } from './pages/items.tsx'
import { MissingPage } from './pages/missing.tsx'
import { ProofPage } from './pages/proof.tsx'
import { ReceiptPage } from './pages/receipt.tsx'
import { ReceiptsPage } from './pages/receipts.tsx'
import { ReturnsPage } from './pages/returns.tsx'
import { TodayPage } from './pages/today.tsx'
import { Shell } from './shell/shell.tsx'

/** Every page and its address. The address is the state: what is filtered stands in it. */
const root = createRootRoute({ component: Shell, notFoundComponent: MissingPage })

const routeTree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: TodayPage, validateSearch: todaySearch }),
  createRoute({
    getParentRoute: () => root,
    path: '/receipts',
    component: ReceiptsPage,
    validateSearch: receiptsSearch,
  }),
  createRoute({ getParentRoute: () => root, path: '/receipts/$receipt', component: ReceiptPage }),
  createRoute({ getParentRoute: () => root, path: '/batches', component: BatchesPage, validateSearch: batchesSearch }),
  createRoute({
    getParentRoute: () => root,
    path: '/exceptions',
    component: ExceptionsPage,
    validateSearch: exceptionsSearch,
  }),
  createRoute({ getParentRoute: () => root, path: '/items', component: ItemsPage, validateSearch: itemsSearch }),
  createRoute({ getParentRoute: () => root, path: '/items/$item', component: ItemPage }),
  createRoute({ getParentRoute: () => root, path: '/returns', component: ReturnsPage }),
  createRoute({ getParentRoute: () => root, path: '/proof', component: ProofPage }),
])

export const router = createRouter({ routeTree, scrollRestoration: true, defaultPreload: false })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
