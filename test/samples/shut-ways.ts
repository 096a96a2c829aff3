/** Ways out that are listed and shut: of which sort of item, by what, and why. Each is offered with its reason. */

/** Of what a person decides, `pack kind sort way: refusal`. */
export const SHUT: readonly string[] = [
  // Corrected it is what another bank answers all the same, and is decided as that; or names nothing that we sent.
  ...[
    'ach addenda-fault contested',
    'ach addenda-fault dishonored',
    'ach addenda-fault noc',
    'ach addenda-fault refused-noc',
    'ach addenda-fault return',
    'ach noc-without-original noc',
    'ach record-fault contested',
    'ach record-fault dishonored',
    'ach record-fault noc',
    'ach record-fault refused-noc',
    'ach record-fault return',
    'ach return-without-original return',
    'ach routing-check-digit contested',
    'ach routing-check-digit dishonored',
    'ach routing-check-digit noc',
    'ach routing-check-digit refused-noc',
    'ach routing-check-digit return',
    'ach sec-code-unknown contested',
    'ach sec-code-unknown dishonored',
    'ach sec-code-unknown noc',
    'ach sec-code-unknown refused-noc',
    'ach sec-code-unknown return',
    'ach trace-fault contested',
    'ach trace-fault dishonored',
    'ach trace-fault noc',
    'ach trace-fault refused-noc',
    'ach trace-fault return',
    'ach transaction-code-unknown contested',
    'ach transaction-code-unknown dishonored',
    'ach transaction-code-unknown noc',
    'ach transaction-code-unknown refused-noc',
    'ach transaction-code-unknown return',
    'ach unknown-return-code dishonored',
    'checks returned-check-without-original returned',
  ].map(one => `${one} correct: correction_not_clear`),
  // Its one code goes out only with the customer's statement, which nobody sent.
  ...['ach converted-check-ineligible forward'].map(one => `${one} return: code_missing`),
  // It carries an amount, and a refusal carries none: its sender is asked, and the change taken as it stands.
  ...['ach amount-fault noc'].map(one => `${one} refuse: code_missing`),
  // It is on file.
  ...['ach claim-late forward', 'ach claim-unauthorized forward'].map(one => `${one} hold: resolution_not_possible`),
  // No other bank presented what was deposited here, and a credit is no check: it is charged back, moved or corrected.
  ...[
    'checks check-account-closed deposit',
    'checks check-account-closed deposited on-us',
    'checks check-account-deceased deposit',
    'checks check-account-deceased deposited on-us',
    'checks check-account-frozen deposited on-us',
    'checks check-account-non-transaction deposited on-us',
    'checks check-account-not-found deposit',
    'checks check-account-not-found deposited on-us',
    'checks check-digit deposited on-us',
    'checks check-insufficient-funds deposited on-us',
    'checks check-post-dated deposited on-us',
    'checks check-review-threshold deposited on-us',
    'checks check-review-threshold deposited transit',
    'checks check-stale deposited on-us',
    'checks check-stop-payment deposited on-us',
    'checks check-uncollected-funds deposited on-us',
    'checks duplicate-presentment deposited on-us',
    'checks encoding-error deposited on-us',
    'checks image-missing deposited on-us',
    'checks image-missing deposited transit',
    'checks image-unusable deposited on-us',
    'checks image-unusable deposited transit',
    'checks micr-misread deposited on-us',
    'checks micr-misread deposited transit',
    'checks micr-unreadable deposited on-us',
    'checks positive-pay-amount deposited on-us',
    'checks positive-pay-not-issued deposited on-us',
    'checks positive-pay-serial deposited on-us',
    'checks positive-pay-void deposited on-us',
  ].map(one => `${one} return: code_missing`),
  // Nobody pays for a claim of theirs.
  ...['ach claim-late forward', 'ach claim-unauthorized forward'].map(one => `${one} fee: resolution_not_possible`),
  // Nobody pays out of an account that is shut, of another type or not known, or has died.
  ...[
    'ach account-deceased forward',
    'checks check-account-closed deposit',
    'checks check-account-deceased deposit',
    'checks check-account-deceased on-us',
    'checks check-account-non-transaction on-us',
    'checks check-account-not-found deposit',
    'checks micr-unreadable on-us',
    'checks returned-check-without-original returned',
  ].map(one => `${one} fee: fee_refused`),
  // The account has the same owner or none, and is frozen.
  ...['checks check-account-frozen deposited on-us'].map(one => `${one} move: resolution_not_possible`),
  // The answer would repeat what is wrong, and no reader would take it: its sender says what is right, by letter.
  ...['ach sec-code-unknown dishonored', 'ach transaction-code-unknown dishonored'].map(
    one => `${one} contest: code_refused`,
  ),
  ...['ach sec-code-unknown return', 'ach transaction-code-unknown return'].map(one => `${one} dishonor: code_refused`),
  ...['ach transaction-code-unknown noc'].map(one => `${one} refuse: code_refused`),
  ...['ach sec-code-unknown forward', 'ach trace-fault forward'].map(one => `${one} return: code_refused`),
  // The deposit would be no nearer to its balance.
  ...[
    'checks check-review-threshold deposited on-us',
    'checks encoding-error deposited on-us',
    'checks positive-pay-amount deposited on-us',
  ].map(one => `${one} adjust: resolution_not_possible`),
  // There is no account to which it could post, or nothing posts to one that is shut.
  ...['checks check-account-frozen deposited on-us'].map(one => `${one} post: resolution_not_possible`),
  // What would stand there is none that the field may hold, or is there already.
  ...['ach amount-fault noc', 'ach amount-fault refused-noc', 'checks micr-misread deposited transit'].map(
    one => `${one} correct: field_refused`,
  ),
  ...['checks micr-misread deposited transit'].map(one => `${one} rekey: field_refused`),
].toSorted()

/** Of what a policy decided, once it is taken over. */
export const SHUT_OF_POLICIES: readonly string[] = [
  // Nobody pays out of an account that is shut, of another type or not known, or has died.
  ...[
    'ach account-closed forward',
    'ach account-frozen forward',
    'ach account-malformed forward',
    'ach account-non-transaction forward',
    'ach account-not-found forward',
    'checks check-account-closed on-us',
    'checks check-account-frozen on-us',
    'checks check-account-not-found on-us',
  ].map(one => `${one} fee: fee_refused`),
  // The account has the same owner or none, and is frozen.
  ...['checks check-account-frozen on-us'].map(one => `${one} move: resolution_not_possible`),
  // There is no account to which it could post, or nothing posts to one that is shut.
  ...[
    'ach account-closed forward',
    'ach account-frozen forward',
    'ach account-malformed forward',
    'ach account-not-found forward',
    'checks check-account-frozen on-us',
  ].map(one => `${one} post: resolution_not_possible`),
].toSorted()

/** With each code that is allowed. */
export const SHUT_WITH_CODES: readonly string[] = [
  // The answer would repeat what is wrong, and no reader would take it: its sender says what is right, by letter.
  ...['ach sec-code-unknown dishonored', 'ach transaction-code-unknown dishonored'].map(
    one => `${one} contest R71: code_refused`,
  ),
  ...['ach sec-code-unknown dishonored', 'ach transaction-code-unknown dishonored'].map(
    one => `${one} contest R72: code_refused`,
  ),
  ...['ach sec-code-unknown dishonored', 'ach transaction-code-unknown dishonored'].map(
    one => `${one} contest R74: code_refused`,
  ),
  ...['ach sec-code-unknown dishonored', 'ach transaction-code-unknown dishonored'].map(
    one => `${one} contest R76: code_refused`,
  ),
  ...['ach sec-code-unknown return', 'ach transaction-code-unknown return'].map(
    one => `${one} dishonor R69: code_refused`,
  ),
  ...['ach transaction-code-unknown noc'].map(one => `${one} refuse C69: code_refused`),
  ...['ach sec-code-unknown forward', 'ach trace-fault forward'].map(one => `${one} return R17: code_refused`),
].toSorted()

/** Answers that no sort of item has. */
export const ANSWERS_APART = {
  'ach converted-check-ineligible return': 'With the statement that its code needs: engine/documents.int.test.ts.',
  'ach sec-code-unknown return': 'It would repeat what is wrong.',
  'ach sec-code-unknown dishonor': 'It would repeat what is wrong.',
  'ach sec-code-unknown contest': 'It would repeat what is wrong.',
  'ach transaction-code-unknown dishonor': 'It would repeat what is wrong.',
  'ach transaction-code-unknown contest': 'It would repeat what is wrong.',
  'ach transaction-code-unknown refuse': 'It would repeat what is wrong.',
  'ach trace-fault return': 'It would repeat what is wrong.',
  'ach amount-fault refuse': 'Of a notification whose amount is none: packs/ach/refuse-code.test.ts.',
} as const

/** Fees of kinds of which no item has anybody here who could pay one. */
function feesApart<const Kind extends string>(kinds: readonly Kind[], why: string) {
  const pairs = kinds.flatMap(kind => (['fee', 'waive'] as const).map(way => [`${kind} ${way}`, why] as const))
  return Object.fromEntries(pairs)
}

const FEES_APART = {
  ...feesApart(
    [
      ...['ach contested-return', 'ach dishonored-return', 'ach late-contest', 'ach late-dishonor', 'ach late-return'],
      ...['ach noc-without-original', 'ach refused-noc', 'ach return-without-original', 'ach unknown-return-code'],
      ...['ach zero-dollar-return', 'checks returned-check-without-original'],
    ],
    'What another bank says of what we sent is no customer’s item here.',
  ),
  ...feesApart(
    [
      ...['ach amount-fault', 'ach death-notice', 'ach enrolment-misdirected', 'ach prenote-fault'],
      'ach transaction-code-unknown',
    ],
    'It moves no money of a customer’s as it stands.',
  ),
  ...feesApart(['ach claim-late', 'ach claim-unauthorized'], 'Nobody pays for a claim of theirs.'),
  ...feesApart(['ach account-deceased'], 'Nobody pays out of the account of somebody who died.'),
}

/** Pairs that nobody takes of what a person decides, each with why, or where else it is taken. */
export const APART: Readonly<Record<string, string>> = {
  ...ANSWERS_APART,
  ...FEES_APART,
  'ach claim-unauthorized hold': 'Its paper is on file; where it is missing: engine/documents.int.test.ts.',
  'ach claim-late hold': 'The same.',
  'ach return-without-original correct': 'With an entry that we sent: engine/returned-once.int.test.ts.',
  'ach noc-without-original correct': 'The same.',
  'checks returned-check-without-original correct': 'With a deposit of ours: engine/charge-back.int.test.ts.',
  'checks check-account-not-found return':
    'Deposited it is charged back; what a bank presented a policy decides, and a person who takes that over.',
  'checks check-account-closed return':
    'Deposited it is charged back; what a bank presented a policy decides, and a person who takes that over.',
  'checks check-account-frozen return':
    'Deposited it is charged back; what a bank presented a policy decides, and a person who takes that over.',
  'checks check-stop-payment return':
    'Deposited it is charged back; what a bank presented a policy decides, and a person who takes that over.',
  'checks check-insufficient-funds return':
    'Deposited it is charged back; what a bank presented a policy decides, and a person who takes that over.',
  'checks check-uncollected-funds return':
    'Deposited it is charged back; what a bank presented a policy decides, and a person who takes that over.',
  'checks check-account-frozen post': 'Nothing posts to it, and only a deposit goes elsewhere.',
  'checks check-account-frozen move':
    'Nothing posts to it, and only a deposit goes elsewhere: engine/charge-back.int.test.ts.',
}

/** The same of what a policy decides. */
export const APART_OF_POLICIES: Readonly<Record<string, string>> = {
  ...feesApart(
    [
      ...['ach account-closed', 'ach account-frozen', 'ach account-malformed', 'ach account-non-transaction'],
      ...['ach account-not-found', 'checks check-account-closed', 'checks check-account-frozen'],
      'checks check-account-not-found',
    ],
    'Nobody pays out of an account that is shut, of another type or not known.',
  ),
  'ach account-malformed post': 'Nothing posts to it.',
  'ach account-not-found post': 'Nothing posts to it.',
  'ach account-closed post': 'Nothing posts to it.',
  'ach account-frozen post': 'Nothing posts to it.',
  'checks check-account-not-found chargeback': 'A person decides what was deposited here.',
  'checks check-account-closed chargeback': 'A person decides what was deposited here.',
  'checks check-account-frozen chargeback': 'A person decides what was deposited here.',
  'checks check-stop-payment chargeback': 'A person decides what was deposited here.',
  'checks check-insufficient-funds chargeback': 'A person decides what was deposited here.',
  'checks check-uncollected-funds chargeback': 'A person decides what was deposited here.',
  'checks check-account-frozen post': 'Nothing posts to it, and only a deposit goes elsewhere.',
  'checks check-account-frozen move': 'Nothing posts to it, and only a deposit goes elsewhere.',
}
