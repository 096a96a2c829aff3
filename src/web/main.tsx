import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/rows.css'
import './styles/pages.css'
import './styles/work.css'
import './styles/questions.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { forgetOldDrafts } from './data/drafts.ts'
import { queryClient } from './data/query-client.ts'
import { router } from './router.tsx'

forgetOldDrafts()
const root = document.getElementById('app')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}
