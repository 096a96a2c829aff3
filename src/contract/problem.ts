import { z } from 'zod'
import { AgainstClosing } from './day-close.ts'
import { QUESTION_PROBLEMS } from './question-problems.ts'
import { UploadedFile } from './upload.ts'
import { WORK_PROBLEMS } from './work-problems.ts'

/** Every named no of the API, with its HTTP status and its title. In order of precedence: what is checked first stands first. */
export const REFUSALS = {
  host_not_allowed: { status: 421, title: 'This server does not answer for that host name' },
  path_not_found: { status: 404, title: 'There is nothing at this path' },
  method_not_allowed: { status: 405, title: 'This path does not take that method' },
  idempotency_key_missing: { status: 400, title: 'A request that changes something must carry a key' },
  idempotency_key_invalid: { status: 400, title: 'The key is not as a key is' },
  request_header_missing: {
    status: 403,
    title: 'What changes something must carry the header that no other site can send',
  },
  origin_not_allowed: { status: 403, title: 'The request comes from a page of another site' },
  not_signed_in: { status: 401, title: 'Nobody is signed in' },
  not_allowed: { status: 403, title: 'This is for people of other roles' },
  step_up_needed: { status: 403, title: 'This needs a proof once more of who you are' },
  request_invalid: { status: 400, title: 'The request is not as the contract says' },
  body_too_large: { status: 413, title: 'The body of the request is too large' },
  sign_in_locked: { status: 429, title: 'Too many sign-ins failed' },
  sign_in_failed: { status: 401, title: 'The login, the password or the passkey is wrong' },
  passkeys_not_offered: { status: 403, title: 'There are no passkeys here' },
  provider_not_there: { status: 503, title: 'The sign-in service cannot be used' },
  provider_answer_refused: { status: 401, title: 'The sign-in did not come to its end' },
  provider_person_refused: { status: 403, title: 'Known there, but not here' },
  demo_not_offered: { status: 403, title: 'There are no demo people here' },
  cursor_invalid: { status: 400, title: 'The cursor is none that a list gave' },
  idempotency_key_reused: { status: 422, title: 'The key was used for another request' },
  request_in_progress: { status: 409, title: 'The first request with this key is still on its way' },
  file_empty: { status: 400, title: 'The upload holds no file' },
  file_too_large: { status: 413, title: 'The file is too large' },
  receipt_not_found: { status: 404, title: 'There is no such receipt' },
  nothing_to_decide: { status: 409, title: 'There is nothing to decide about this item' },
  case_held: { status: 409, title: 'Somebody else has its case' },
  resolution_refused: { status: 409, title: 'The resolution is not possible as things stand' },
  proposal_waits: { status: 409, title: 'A decision about it waits for a second person' },
  decision_not_found: { status: 404, title: 'There is no such decision' },
  not_proposed: { status: 409, title: 'The decision does not wait for a second person' },
  key_needed: { status: 409, title: 'It is keyed a second time without being seen' },
  not_yours: { status: 403, title: 'Only whoever proposed it takes it back' },
  proposal_stale: { status: 409, title: 'What was proposed is not what would happen now' },
  second_person_needed: { status: 409, title: 'This needs a second person' },
  second_person_spare: { status: 409, title: 'This needs no second person any more' },
  not_authorised: { status: 403, title: 'This is not within what you may do' },
  preview_stale: { status: 409, title: 'What was previewed is not what would happen now' },
  bulk_not_found: { status: 404, title: 'There is no such act on many' },
  bulk_begun: { status: 409, title: 'The act was begun already' },
  set_changed: { status: 409, title: 'What matches now is not what was shown' },
  nothing_to_do: { status: 409, title: 'Nothing of it can be done' },
  nothing_matches: { status: 409, title: 'Nothing matches' },
  too_many_match: { status: 409, title: 'Too many match' },
  undo_refused: { status: 409, title: 'The decision cannot be undone' },
  claim_refused: { status: 409, title: 'No claim can be taken down on this item' },
  letter_not_found: { status: 404, title: 'There is no such letter' },
  letter_ended: { status: 409, title: 'The letter was sent or is not to be sent any more' },
  letter_not_sent: { status: 409, title: 'Nobody said yet that the letter went out' },
  letter_day_wrong: { status: 409, title: 'The letter cannot have gone out on that day' },
  document_not_found: { status: 404, title: 'There is no such document' },
  document_day_wrong: { status: 409, title: 'The document cannot have come on that day' },
  document_already_received: { status: 409, title: 'The same bytes came before' },
  document_not_waiting: { status: 409, title: 'The document does not wait for its case' },
  document_not_attached: { status: 409, title: 'The document is attached to nothing' },
  document_needed: { status: 409, title: 'What was decided may rest on the document' },
  item_not_found: { status: 404, title: 'There is no such item' },
  document_not_of_item: { status: 409, title: 'The document cannot be about that item' },
  image_not_found: { status: 404, title: 'The item has no such image' },
  image_not_readable: { status: 422, title: 'The image cannot be shown' },
  ...WORK_PROBLEMS,
  password_refused: { status: 422, title: 'The password was not changed' },
  passkey_refused: { status: 409, title: 'The passkey was not registered' },
  passkey_not_found: { status: 404, title: 'There is no such passkey' },
  session_not_found: { status: 404, title: 'There is no such session' },
  person_not_found: { status: 404, title: 'There is nobody of that login' },
  owner_refused: { status: 409, title: 'It cannot lie with them' },
  ...QUESTION_PROBLEMS,
  day_unknown: { status: 404, title: 'That is no banking day' },
  day_ahead: { status: 409, title: 'The day has not begun' },
  day_already_closed: { status: 409, title: 'The day is closed' },
  day_closing_now: { status: 409, title: 'Somebody is closing a day just now' },
  day_not_clear: { status: 409, title: 'Something stands against closing the day' },
  day_not_closed: { status: 409, title: 'The day is not closed' },
  later_day_closed: { status: 409, title: 'A later day is closed' },
  deadline_rule_unknown: { status: 404, title: 'There is no such deadline rule' },
  deadline_not_fixed: { status: 409, title: 'The rules fix no deadline for this' },
  date_not_readable: { status: 400, title: 'That is not a day' },
  file_already_received: { status: 409, title: 'The same bytes were received before' },
  storage_full: { status: 507, title: 'There is no room to keep it' },
  sign_in_busy: { status: 503, title: 'Too many sign-ins begin at once' },
  busy: { status: 503, title: 'It would have taken too long' },
  not_ready: { status: 503, title: 'Not ready to serve' },
  defect: { status: 500, title: 'Something is wrong with Clearday' },
} as const

export type RefusalName = keyof typeof REFUSALS

/** A refusal as RFC 9457 writes it. `type` ends in the refusal's name. */
export const Problem = z
  .strictObject({
    type: z.string().describe('urn:clearday:refusal: and the name of the refusal'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('One sentence: why, and what would change it'),
    request: z.string().describe('The number of the request, for whoever looks into the log'),
    receipt: z.int().optional().describe('The receipt that this arrival was given'),
    first_receipt: z.int().optional().describe('The receipt of the same bytes that came first'),
    holder: z
      .strictObject({ id: z.int(), name: z.string() })
      .optional()
      .describe('Who has the case now, of a lost lease; left out where nobody has'),
    against: AgainstClosing.optional().describe('Everything that stands against closing a day'),
    nearest: z.array(z.string()).optional().describe('What may have been meant'),
    files: z
      .array(UploadedFile)
      .optional()
      .describe('Of an upload: what became of each of its files so far. Those that were accepted stay accepted'),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

export const PROBLEM_PREFIX = 'urn:clearday:refusal:'
