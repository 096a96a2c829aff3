import fc from 'fast-check'
import { expect, it } from 'vitest'
import { repeatedKeys } from './config-json.ts'

// Seen red with keys compared as they are written, with the keys of a list's objects taken together, and with a value taken for a key.
it.each([
  ['{}', []],
  ['7', []],
  ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}', []],
  ['{"a":"a","b":"a"}', []],
  ['{"a":["a","a"]}', []],
  ['{"a":1,"a":1}', ['a']],
  ['{"a":1,"\\u0061":1}', ['a']],
  ['{"server":{"port":1,"host":"{","port":2}}', ['server.port']],
  [
    '{"policies":[{"name":"x"},{"name":"y","name":"z","name":"z"}],"cutoffs":{},"cutoffs":{}}',
    ['policies.1.name', 'cutoffs'],
  ],
  ['{"a\\"":1,"a\\"":1}', ['a"']],
])('in %s %j stand twice', (text, keys) => {
  expect(repeatedKeys(text)).toEqual(keys)
})

// Seen red with quotes that are escaped taken for the end of a text.
it('law: what a program writes has no key twice', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      expect(repeatedKeys(JSON.stringify(JSON.parse(text)))).toEqual([])
    }),
  )
})
