import { layout, micr, number, type RecordOf, text, variable } from './layout.ts'

/**
 * The records of X9.37 (DSTU 2003) and X9.100-187, column by column. Sources: the public X9 companion documents, banks' public
 * image cash letter guides, and files of several producers. Dates are YYYYMMDD, times hhmm, amounts cents; all as in the file.
 */

export type FileHeader = RecordOf<typeof FILE_HEADER>
export const FILE_HEADER = layout('01', {
  standardLevel: text(3, 4), // 03 = DSTU X9.37, 30 and 35 = X9.100-187
  testIndicator: text(5), // T test, P production
  destinationRouting: text(6, 14),
  originRouting: text(15, 23),
  createdOn: text(24, 31),
  createdAt: text(32, 35),
  resendIndicator: text(36), // Y: a file sent before
  destinationName: text(37, 54),
  originName: text(55, 72),
  fileIdModifier: text(73),
  countryCode: text(74, 75),
  userField: text(76, 79),
  companionDocument: text(80),
})

export type CashLetterHeader = RecordOf<typeof CASH_LETTER_HEADER>
export const CASH_LETTER_HEADER = layout('10', {
  collectionType: text(3, 4), // 01 forward presentment, 02 same day, 03 return
  destinationRouting: text(5, 13),
  institutionRouting: text(14, 22),
  businessDate: text(23, 30),
  createdOn: text(31, 38),
  createdAt: text(39, 42),
  recordTypeIndicator: text(43), // N none, E without images, I with images, F images to follow
  documentationType: text(44), // G: image included, no paper
  cashLetterId: text(45, 52),
  contactName: text(53, 66),
  contactPhone: text(67, 76),
  fedWorkType: text(77),
  returnsIndicator: text(78), // E administrative, R customer, blank forward; others are met and kept
  userField: text(79),
  reserved: text(80),
})

export type BundleHeader = RecordOf<typeof BUNDLE_HEADER>
export const BUNDLE_HEADER = layout('20', {
  collectionType: text(3, 4),
  destinationRouting: text(5, 13),
  institutionRouting: text(14, 22),
  businessDate: text(23, 30),
  createdOn: text(31, 38),
  bundleId: text(39, 48),
  bundleSequence: text(49, 52),
  cycle: text(53, 54),
  returnLocationRouting: text(55, 63),
  userField: text(64, 68),
  reserved: text(69, 80),
})

export type CheckDetail = RecordOf<typeof CHECK_DETAIL>
export const CHECK_DETAIL = layout('25', {
  auxOnUs: micr(3, 17),
  epc: text(18), // MICR position 44: 4 a substitute check, 5 one that was returned, 6 a remotely created check
  payorRouting: micr(19, 26), // eight digits; `*` unreadable, `-` dash
  payorCheckDigit: text(27),
  onUs: micr(28, 47), // see parseOnUs
  amountMinor: number(48, 57),
  itemSequence: text(58, 72),
  documentationType: text(73),
  returnAcceptance: text(74),
  micrValid: text(75), // 1 good, 2 no on-us, 3 no routing, 4 neither
  bofdIndicator: text(76),
  addendumCount: number(77, 78),
  correctionIndicator: text(79),
  archiveType: text(80),
})

export type CheckAddendumA = RecordOf<typeof CHECK_ADDENDUM_A>
export const CHECK_ADDENDUM_A = layout('26', {
  recordNumber: text(3),
  bofdRouting: text(4, 12), // where returns go
  bofdBusinessDate: text(13, 20),
  bofdItemSequence: text(21, 35),
  depositAccount: text(36, 53),
  depositBranch: text(54, 58),
  payeeName: text(59, 73),
  truncationIndicator: text(74),
  conversionIndicator: text(75),
  correctionIndicator: text(76),
  userField: text(77),
  reserved: text(78, 80),
})

export type CheckAddendumB = RecordOf<typeof CHECK_ADDENDUM_B>
export const CHECK_ADDENDUM_B = layout('27', {
  keyIndicator: text(3),
  microfilmSequence: text(4, 18),
  keyLength: number(19, 22),
  imageKey: variable('keyLength', 23),
  description: text(23, 37),
  userField: text(38, 41),
  reserved: text(42, 46),
})

export type CheckAddendumC = RecordOf<typeof CHECK_ADDENDUM_C>
export const CHECK_ADDENDUM_C = layout('28', {
  recordNumber: text(3, 4),
  endorsingRouting: text(5, 13),
  endorsedOn: text(14, 21),
  itemSequence: text(22, 36),
  truncationIndicator: text(37),
  conversionIndicator: text(38),
  correctionIndicator: text(39),
  returnReason: text(40),
  userField: text(41, 59),
  bankIdentifier: text(60), // 0 depositary, 1 other collecting, 2 other returning, 3 payor bank
  reserved: text(61, 80),
})

export type ReturnDetail = RecordOf<typeof RETURN_DETAIL>
export const RETURN_DETAIL = layout('31', {
  payorRouting: micr(3, 10),
  payorCheckDigit: text(11),
  onUs: micr(12, 31),
  amountMinor: number(32, 41),
  returnReason: text(42), // see reasons.ts
  addendumCount: number(43, 44),
  documentationType: text(45),
  forwardBundleDate: text(46, 53),
  itemSequence: text(54, 68),
  epc: text(69),
  notificationIndicator: text(70),
  archiveType: text(71),
  timesReturned: text(72),
  reserved: text(73, 80),
})

export type ReturnAddendumA = RecordOf<typeof RETURN_ADDENDUM_A>
export const RETURN_ADDENDUM_A = layout('32', CHECK_ADDENDUM_A.fields)

export type ReturnAddendumB = RecordOf<typeof RETURN_ADDENDUM_B>
export const RETURN_ADDENDUM_B = layout('33', {
  payorBankName: text(3, 20),
  auxOnUs: micr(21, 35),
  payorItemSequence: text(36, 50),
  payorBusinessDate: text(51, 58),
  payorAccountName: text(59, 80),
})

export type ReturnAddendumC = RecordOf<typeof RETURN_ADDENDUM_C>
export const RETURN_ADDENDUM_C = layout('34', CHECK_ADDENDUM_B.fields)

export type ReturnAddendumD = RecordOf<typeof RETURN_ADDENDUM_D>
export const RETURN_ADDENDUM_D = layout('35', CHECK_ADDENDUM_C.fields)

export type AccountTotals = RecordOf<typeof ACCOUNT_TOTALS>
export const ACCOUNT_TOTALS = layout('40', {
  destinationRouting: text(3, 11),
  lowAccount: text(12, 29),
  highAccount: text(30, 47),
  itemCount: number(48, 59),
  amountMinor: number(60, 73),
  userField: text(74, 77),
  reserved: text(78, 80),
})

export type NonHitTotals = RecordOf<typeof NON_HIT_TOTALS>
export const NON_HIT_TOTALS = layout('41', {
  destinationRouting: text(3, 11),
  nonHitIndicator: text(12),
  itemCount: number(13, 24),
  amountMinor: number(25, 38),
  userField: text(39, 50),
  reserved: text(51, 80),
})

export type ImageViewDetail = RecordOf<typeof IMAGE_VIEW_DETAIL>
export const IMAGE_VIEW_DETAIL = layout('50', {
  imageIndicator: text(3), // 0 no image, 1 image of the document, 2 and 3 others
  creatorRouting: text(4, 12),
  createdOn: text(13, 20),
  viewFormat: text(21, 22), // 00 TIFF
  compression: text(23, 24), // 00 group 4, 01 JPEG
  imageSize: number(25, 31), // bytes, 0 where not told
  viewSide: text(32), // 0 front, 1 back
  viewDescriptor: text(33, 34), // 00 full view
  signatureIndicator: text(35),
  signatureMethod: text(36, 37),
  securityKeySize: text(38, 42),
  protectedStart: text(43, 49),
  protectedLength: text(50, 56),
  recreateIndicator: text(57),
  userField: text(58, 65),
  reserved: text(66),
  overrideIndicator: text(67),
  reservedTwo: text(68, 80),
})

export type ImageViewData = RecordOf<typeof IMAGE_VIEW_DATA>
/** The part of record 52 before the image itself. The image has `imageLength` bytes right after it. */
export const IMAGE_VIEW_DATA = layout('52', {
  institutionRouting: text(3, 11),
  bundleBusinessDate: text(12, 19),
  cycle: text(20, 21),
  itemSequence: text(22, 36),
  securityOriginator: text(37, 52),
  securityAuthenticator: text(53, 68),
  securityKey: text(69, 84),
  clippingOrigin: text(85),
  clippingH1: text(86, 89),
  clippingH2: text(90, 93),
  clippingV1: text(94, 97),
  clippingV2: text(98, 101),
  keyLength: number(102, 105),
  imageKey: variable('keyLength', 106),
  signatureLength: number(106, 110),
  signature: variable('signatureLength', 111), // binary, one character a byte
  imageLength: number(111, 117),
})

export type ImageViewAnalysis = RecordOf<typeof IMAGE_VIEW_ANALYSIS>
/** Quality (columns 3 to 12) 0 not tested, 1 found, 2 not found; usability (26 to 39) 0 not tested, 1 unusable, 2 usable. */
export const IMAGE_VIEW_ANALYSIS = layout('54', {
  globalQuality: text(3),
  globalUsability: text(4),
  bankSpecificTest: text(5),
  partialImage: text(6),
  excessiveSkew: text(7),
  piggyback: text(8),
  tooLightOrDark: text(9),
  streaks: text(10),
  belowMinimumSize: text(11),
  exceedsMaximumSize: text(12),
  reserved: text(13, 25),
  imageEnabledPod: text(26),
  sourceDocumentBad: text(27),
  dateUsability: text(28),
  payeeUsability: text(29),
  amountUsability: text(30),
  amountInWordsUsability: text(31),
  signatureUsability: text(32),
  payorNameUsability: text(33),
  micrUsability: text(34),
  memoUsability: text(35),
  payorBankUsability: text(36),
  payeeEndorsementUsability: text(37),
  bofdEndorsementUsability: text(38),
  transitEndorsementUsability: text(39),
  reservedTwo: text(40, 45),
  userField: text(46, 65),
  reservedThree: text(66, 80),
})

export type Credit61 = RecordOf<typeof CREDIT_61>
/** Credit in the columns of the X9.100-180 drafts, like a check: the layout most banks' guides show. */
export const CREDIT_61 = layout('61', {
  auxOnUs: micr(3, 17),
  epc: text(18),
  postingRouting: micr(19, 27),
  onUs: micr(28, 47),
  amountMinor: number(48, 57),
  itemSequence: text(58, 72),
  documentationType: text(73),
  accountType: text(74),
  sourceOfWork: text(75),
  workType: text(76),
  debitCreditIndicator: text(77),
  reserved: text(78, 80),
})

export type Credit61Usage = RecordOf<typeof CREDIT_61_USAGE>
/** Credit and reconciliation record that begins with a usage indicator: all later fields stand one column to the right. */
export const CREDIT_61_USAGE = layout('61/usage', {
  usageIndicator: text(3),
  auxOnUs: micr(4, 18),
  epc: text(19),
  postingRouting: micr(20, 28),
  onUs: micr(29, 48),
  amountMinor: number(49, 58),
  itemSequence: text(59, 73),
  documentationType: text(74),
  accountType: text(75),
  sourceOfWork: text(76, 77),
  reserved: text(78, 80),
})

export type Credit62 = RecordOf<typeof CREDIT_62>
/** Credit of X9.100-187 (2013 and later): 100 bytes, an amount of 14 digits. */
export const CREDIT_62 = layout('62', {
  auxOnUs: micr(3, 17),
  epc: text(18),
  postingRouting: micr(19, 27),
  onUs: micr(28, 47),
  amountMinor: number(48, 61),
  itemSequence: text(62, 76),
  documentationType: text(77),
  accountType: text(78),
  sourceOfWork: text(79, 80),
  userField: text(81, 96),
  reserved: text(97, 100),
})

export type UserRecord = RecordOf<typeof USER_RECORD>
export const USER_RECORD = layout('68', {
  ownerIndicator: text(3),
  owner: text(4, 12),
  ownerModifier: text(13, 32),
  formatType: text(33, 35), // 001 payee endorsement
  formatVersion: text(36, 38),
  dataLength: number(39, 45),
  data: variable('dataLength', 46),
})

export type BundleControl = RecordOf<typeof BUNDLE_CONTROL>
export const BUNDLE_CONTROL = layout('70', {
  itemCount: number(3, 6),
  amountMinor: number(7, 18),
  micrValidMinor: number(19, 30),
  imageCount: number(31, 35),
  userField: text(36, 55),
  creditTotalIndicator: text(56), // 1: credits are in the totals
  reserved: text(57, 80),
})

export type BoxSummary = RecordOf<typeof BOX_SUMMARY>
export const BOX_SUMMARY = layout('75', {
  destinationRouting: text(3, 11),
  boxSequence: text(12, 14),
  bundleCount: number(15, 18),
  boxId: text(19, 26),
  amountMinor: number(27, 40),
  reserved: text(41, 80),
})

export type RoutingSummary = RecordOf<typeof ROUTING_SUMMARY>
export const ROUTING_SUMMARY = layout('85', {
  routing: text(3, 11),
  amountMinor: number(12, 25),
  itemCount: number(26, 31),
  userField: text(32, 55),
  reserved: text(56, 80),
})

export type CashLetterControl = RecordOf<typeof CASH_LETTER_CONTROL>
export const CASH_LETTER_CONTROL = layout('90', {
  bundleCount: number(3, 8),
  itemCount: number(9, 16),
  amountMinor: number(17, 30),
  imageCount: number(31, 39),
  institutionName: text(40, 57),
  settlesOn: text(58, 65),
  creditTotalIndicator: text(66),
  reserved: text(67, 80),
})

export type FileControl = RecordOf<typeof FILE_CONTROL>
export const FILE_CONTROL = layout('99', {
  cashLetterCount: number(3, 8),
  recordCount: number(9, 16),
  itemCount: number(17, 24),
  amountMinor: number(25, 40),
  contactName: text(41, 54),
  contactPhone: text(55, 64),
  creditTotalIndicator: text(65),
  reserved: text(66, 80),
})
