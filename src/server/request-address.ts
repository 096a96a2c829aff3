const UNKNOWN = 'unknown'

/**
 * Where a request comes from: the other end of its connection, or, where that is one of our proxies, what that proxy says it got
 * it from. What stands before in the header anybody may have written.
 */
export function requestAddress(request: Request, connection: unknown, proxies: readonly string[]): string {
  const peer = peerOf(connection)
  if (!proxies.includes(peer)) return peer
  return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim().slice(0, 45) || peer
}

/** The node server hands its own request along; without a socket, as in tests, there is none. */
function peerOf(connection: unknown): string {
  const { incoming } = (connection ?? {}) as {
    readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } }
  }
  return (incoming?.socket?.remoteAddress ?? UNKNOWN).replace(/^::ffff:/, '')
}
