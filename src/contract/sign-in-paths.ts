/** Where people sign in by other ways than a password, and look after those ways. */
export const SIGN_IN_PATHS = {
  signInWays: '/v1/sign-in-ways',
  passkeySignInChallenge: '/v1/session/passkey-challenge',
  passkeySession: '/v1/session/passkey',
  passkeyStepUpChallenge: '/v1/session/step-up/passkey-challenge',
  passkeyStepUp: '/v1/session/step-up/passkey',
  providerBegin: '/v1/session/provider/begin',
  providerSession: '/v1/session/provider',
  providerStepUpBegin: '/v1/session/step-up/provider/begin',
  providerStepUp: '/v1/session/step-up/provider',
  providerIdentityEnd: '/v1/provider-identities/end',
  password: '/v1/password',
  passkeys: '/v1/passkeys',
  passkeyRegistration: '/v1/passkeys/challenge',
  passkeyRevocation: '/v1/passkeys/{passkey}/revoke',
  sessions: '/v1/sessions',
  sessionEnd: '/v1/sessions/{session}/end',
} as const
