/** What an authenticator answers to a challenge, as browsers write it (WebAuthn 3, 5.1.8); binary parts are base64url. */
export interface PasskeyAnswer {
  readonly id: string
  readonly response: {
    readonly clientDataJSON: string
    readonly authenticatorData: string
    readonly signature: string
    readonly userHandle?: string | null | undefined
  }
}

/** What an authenticator answers that made a new key. */
export interface NewPasskeyAnswer {
  readonly id: string
  readonly response: {
    readonly clientDataJSON: string
    readonly attestationObject: string
    readonly transports?: readonly string[] | undefined
  }
}

/** A key that an authenticator made. */
export interface VerifiedNewPasskey {
  readonly credentialId: Uint8Array
  readonly publicKey: Uint8Array
  readonly counter: number
  readonly transports: readonly string[]
}

/**
 * Holds answers against what this server is called: its RP id and its origins, which come from the configuration. Origin, RP id,
 * challenge, the person's presence and verification, and the signature; not the counter. Undefined for whatever does not hold.
 */
export interface PasskeyVerifier {
  readonly rpId: string
  readonly origins: readonly string[]
  verifyAnswer(
    answer: PasskeyAnswer,
    expected: { readonly challenge: string; readonly publicKey: Uint8Array },
  ): Promise<{ readonly counter: number } | undefined>
  verifyNew(answer: NewPasskeyAnswer, expected: { readonly challenge: string }): Promise<VerifiedNewPasskey | undefined>
}
