import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { AskFailed } from './ask.ts'
import { isSignedOut, sessionQuery } from './session.ts'

/**
 * What was read is shown at once when a page is opened again, and read anew; a no of the server is not asked for twice. Whatever is
 * refused for want of a session has the frame ask whose it is: it leads to the sign-in page.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, { queryKey }) {
      const [asked] = sessionQuery.queryKey
      if (isSignedOut(error) && queryKey[0] !== asked) askWhose()
    },
  }),
  mutationCache: new MutationCache({
    onError(error) {
      if (isSignedOut(error)) askWhose()
    },
  }),
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

function askWhose(): void {
  void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
}
