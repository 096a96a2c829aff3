import type { Logger } from 'pino'
import type { PackName } from '../core/pack.ts'
import type { Procedure } from '../core/procedure.ts'
import type { CloseLedger } from '../engine/close-day.ts'
import type { Engine } from '../engine/engine.ts'
import type { ExportSigner } from '../engine/export-audit.ts'
import type { PasskeyVerifier } from '../engine/passkey-verifier.ts'
import type { Metrics } from './metrics.ts'
import type { Prover } from './prover.ts'
import type { Provider } from './provider.ts'
import type { Reveals } from './reveals.ts'

/** What the server is made of: composed in `main`, so that every part can be another in a test. */
export interface ServerParts {
  readonly engine: Engine
  readonly version: string
  /** The OpenAPI document as it is committed. */
  readonly openapi: string
  readonly log: Logger
  readonly metrics: Metrics
  readonly prover: Prover
  /** What closing a day is held against and signed with, and what an export of the history is signed with. */
  readonly ledger: CloseLedger & ExportSigner
  /** Who sends files, and by when each banking day, on the institution's clock. */
  readonly sources: readonly ExpectedSource[]
  /** How people work on a kind of exception, by the name that the kind gives it. */
  readonly procedure: (pack: PackName, name: string) => Procedure
  /** Makes a picture that browsers show out of an image as it was sent, or says in a sentence why that cannot be done. */
  readonly toPicture: (image: Uint8Array) => Promise<Picture>
  /** The same with names, account numbers and signature covered. */
  readonly toCoveredPicture: (image: Uint8Array, side: 'front' | 'back') => Promise<Picture>
  readonly reveals: Reveals
  /** Takes a receipt that was accepted to its end, later and durably: what is left at a stop goes on at the next start. */
  readonly work: { accepted(receiptId: number): void; readonly backlog: number }
  readonly uploadBytesMax: number
  readonly signIn: SignInParts
}

/** How people reach this server to sign in. */
export interface SignInParts {
  /** `offered` only where the bank is the sample's and the server hears its own machine alone. */
  readonly demo: 'offered' | 'not offered'
  /** What people's browsers call this server, where a proxy stands before it: `https://clearday.bank.example`. */
  readonly publicOrigin: string | undefined
  /** Of passkeys; or, where there are none, the sentence that says why. */
  readonly passkeys: PasskeyVerifier | { readonly why: string }
  /** Of OpenID Connect; undefined where none is configured. */
  readonly provider: Provider | undefined
  /** Addresses of our proxies, which say where a request comes from. */
  readonly proxies: readonly string[]
}

export type Picture =
  | { readonly at: 'shown'; readonly webp: Uint8Array }
  | { readonly at: 'refused'; readonly why: string }

export interface ExpectedSource {
  readonly name: string
  readonly expectedBy: Temporal.PlainTime | undefined
}
