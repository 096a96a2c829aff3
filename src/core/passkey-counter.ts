/**
 * Whether an authenticator that counts its signatures counted back: then there is a second one with the same key (WebAuthn 3, 6.1.1
 * and 7.2). Those that do not count always tell 0. `kept` is what it told last, `told` what it tells now.
 */
export function counterFell(kept: number, told: number): boolean {
  return (kept > 0 || told > 0) && told <= kept
}
