/** PCI DSS 4.0.1, 8.3.6. */
const CHARACTERS_MIN = 12
/** More than anybody types; a longer one only makes work. */
const CHARACTERS_MAX = 200

/** What people choose first. Compared without capitals, and without what is put in front or behind to make it longer. */
const COMMON = [
  ...['password', 'passwort', 'passw0rd', 'p@ssword', 'p@ssw0rd', 'qwerty', 'qwertyuiop', 'asdfghjkl', 'letmein'],
  ...[
    'welcome',
    'iloveyou',
    'admin',
    'administrator',
    'changeme',
    'secret',
    'monkey',
    'dragon',
    'football',
    'baseball',
  ],
  ...['sunshine', 'princess', 'superman', 'trustno', 'master', 'abc', 'abcdefghijkl', 'correcthorsebatterystaple'],
  ...['clearday', 'banking', 'winter', 'summer', 'spring', 'autumn', 'login', 'default', 'test', 'testtest', 'demo'],
] as const

/** A sentence that says what is wrong with a new password; undefined when it will do. It never repeats it. */
export function passwordFault(password: string, login: string): string | undefined {
  const length = [...password].length
  if (length < CHARACTERS_MIN)
    return `A password has at least ${CHARACTERS_MIN} characters; a sentence of your own is easy to keep.`
  if (length > CHARACTERS_MAX) return `A password has at most ${CHARACTERS_MAX} characters.`
  const plain = password.toLowerCase()
  if (new Set(plain).size < 5) return 'This password repeats a few characters: it is guessed at once. Choose another.'
  if (plain.includes(login.toLowerCase())) return 'A password does not contain the login. Choose another.'
  const word = plain.replaceAll(/[^a-z@]+$|^[^a-z@]+/g, '')
  const isCommon = word === '' || COMMON.some(one => word === one || word === one + one)
  return isCommon ? 'This is one of the passwords that are tried first. Choose another.' : undefined
}
