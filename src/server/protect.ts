import type { MiddlewareHandler } from 'hono'
import { problemResponse, refuse } from './refusal.ts'

/** What a browser may do with our pages: nothing but show them and ask this server. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** Puts the security headers on every answer; answers without a rule of their own are not kept by anybody. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value)
  if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store')
}

/**
 * Answers only under its own names. A page of another site can make its name point at this machine (DNS rebinding); the
 * browser then still sends that other name as the host.
 */
export function onlyHosts(names: readonly string[]): MiddlewareHandler {
  const allowed = new Set(names.map(name => asHost(name.toLowerCase())))
  return async (context, next) => {
    const host = (context.req.header('host') ?? '').toLowerCase().replace(/:\d+$/, '')
    if (allowed.has(host)) return next()
    return problemResponse(
      refuse(
        'host_not_allowed',
        'Ask by the address that the start command printed, or name this host in CLEARDAY_HOSTS.',
      ),
      context.get('request'),
    )
  }
}

/** An address of IPv6 stands in brackets, so that its colons are told from that of the port (RFC 3986, 3.2.2). */
function asHost(name: string): string {
  return name.includes(':') && !name.startsWith('[') ? `[${name}]` : name
}

export const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const
