import { QueryClient } from '@tanstack/react-query'
import { AskFailed } from './ask.ts'

/** What was read is shown at once when a page is opened again, and read anew; a no of the server is not asked for twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      gcTime: 10 * 60_000,
      retry: (failures, error) =>
        failures < 3 && (!(error instanceof AskFailed) || error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: true,
    },
  },
})
