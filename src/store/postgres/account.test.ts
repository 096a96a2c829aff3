import { expect, test } from 'vitest'
import { parsePasswd } from './account.ts'

// Planted bug seen red: a number that is negative (nobody on macOS) was left out.
test('the accounts of a passwd file are read, what is no account is left out', () => {
  const text =
    '# comment\nroot:x:0:0:root:/root:/bin/bash\nnobody:*:-2:-2::/var/empty:/usr/bin/false\npostgres:x:101:104::/var/lib/postgresql:/bin/bash\n+::::::\n'
  expect(parsePasswd(text)).toEqual([
    { name: 'root', uid: 0, gid: 0 },
    { name: 'nobody', uid: -2, gid: -2 },
    { name: 'postgres', uid: 101, gid: 104 },
  ])
})
