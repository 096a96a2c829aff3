/** The token of a request: what a program sends with it, else the page's cookie; undefined without one. */
export function tokenOf({ headers }: Pick<Request, 'headers'>): string | undefined {
  return bearerOf(headers) ?? cookieOf(headers)
}

/** True for a program, which keeps its token itself. */
export function isProgram({ headers }: Pick<Request, 'headers'>): boolean {
  return bearerOf(headers) !== undefined
}

function bearerOf(headers: Headers): string | undefined {
  return /^Bearer +([^\s]+) *$/i.exec(headers.get('authorization') ?? '')?.[1]
}

function cookieOf(headers: Headers): string | undefined {
  return cookieNamed(headers, [secureName(), plainName(headers.get('host') ?? '')])
}

function cookieNamed(headers: Headers, names: readonly string[]): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(';').map(pair => pair.trim())
  for (const name of names) {
    const found = pairs.find(pair => pair.startsWith(`${name}=`))
    if (found !== undefined) return found.slice(name.length + 1)
  }
  return undefined
}

/**
 * The cookie that carries a token: no script reads it, no other site's page sends it, and it goes when the browser is closed.
 * Under https it is bound to this host alone.
 */
export function sessionCookie(token: string, at: { readonly host: string; readonly isSecure: boolean }): string {
  return `${at.isSecure ? secureName() : plainName(at.host)}=${token}; ${attributes(at.isSecure)}`
}

/** Takes the cookie away again. */
export function noCookie(at: { readonly host: string; readonly isSecure: boolean }): string {
  return `${at.isSecure ? secureName() : plainName(at.host)}=; Max-Age=0; ${attributes(at.isSecure)}`
}

/** What a browser is known by that was sent to the provider and comes back: as long as a sign-in may take, and for our own pages. */
export function flowCookie(flow: string, at: { readonly host: string; readonly isSecure: boolean }): string {
  return `${flowName(at)}=${flow}; Max-Age=${FLOW_SECONDS}; ${attributes(at.isSecure)}`
}

export function noFlowCookie(at: { readonly host: string; readonly isSecure: boolean }): string {
  return `${flowName(at)}=; Max-Age=0; ${attributes(at.isSecure)}`
}

export function flowOf({ headers }: Pick<Request, 'headers'>): string | undefined {
  const host = headers.get('host') ?? ''
  return cookieNamed(
    headers,
    [true, false].map(isSecure => flowName({ host, isSecure })),
  )
}

const FLOW_SECONDS = 300

function flowName({ host, isSecure }: { readonly host: string; readonly isSecure: boolean }): string {
  return `${isSecure ? secureName() : plainName(host)}-flow`
}

function attributes(isSecure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
}

/** With this prefix browsers take it from this very host and under https only (RFC 6265bis, 4.1.3.2). */
function secureName(): string {
  return '__Host-clearday'
}

/** Cookies know no ports: two servers of one machine must not take each other's. */
function plainName(host: string): string {
  return `clearday-${/:(\d+)$/.exec(host)?.[1] ?? 'session'}`
}
