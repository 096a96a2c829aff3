import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOnUs, readRouting } from './micr.ts'

describe('the on-us field', () => {
  // Seen red with the part right of the symbol taken for the account.
  it.each([
    ['123456789/1042', '', { account: '123456789', serial: '1042', tranCode: '' }],
    ['123456789/', '001042', { account: '123456789', serial: '001042', tranCode: '' }],
    ['123456789/20', '1042', { account: '123456789', serial: '1042', tranCode: '20' }],
    ['1042 123456789/', '', { account: '123456789', serial: '1042', tranCode: '' }],
    ['1042 123456789/', '77', { account: '1042 123456789', serial: '77', tranCode: '' }],
    ['/123456789/1042', '', { account: '123456789', serial: '1042', tranCode: '' }],
    ['1234-56789/', '1211', { account: '1234-56789', accountDigits: '123456789', serial: '1211' }],
    ['5558881', '', { account: '5558881', serial: '', tranCode: '' }],
    ['', '', { account: '', accountDigits: '', serial: '', tranCode: '', isReadable: true }],
    ['1234*6789/1042', '', { account: '1234*6789', isReadable: false }],
    ['123456789/10*2', '', { serial: '10*2', isReadable: false }],
  ])('reads %j with auxiliary on-us %j', (onUs, aux, expected) => {
    expect(parseOnUs(onUs, aux)).toMatchObject(expected)
  })

  // Seen red with dashes alone taken out of the account.
  it('law: never throws, and the digits are those of the account', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 15 }), (onUs, aux) => {
        const { account, accountDigits } = parseOnUs(onUs, aux)
        expect(accountDigits).toBe(account.replaceAll(/\D/g, ''))
      }),
    )
  })
})

describe('the routing number of the paying bank', () => {
  it.each([
    ['02100002', '1', 'right'],
    ['02100002', '2', 'check-digit'],
    ['50100001', '7', 'prefix'],
    ['0210*002', '1', 'unreadable'],
    ['02100002', '', 'unreadable'],
    ['12345-67', '8', 'canadian'],
    ['', '', 'blank'],
  ])('%s with check digit %j is %s', (routing, digit, status) => {
    expect(readRouting(routing, digit).status).toBe(status)
  })
})
