import { PATHS } from '../src/contract/paths.ts'
import type { RefusalName } from '../src/contract/problem.ts'
import { UPLOAD_BYTES_MAX } from './sample-server.ts'

const upload = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'clearday-request': '1', ...headers },
})

/** Requests that are refused, each with the refusal's name. */
export const REFUSED: readonly { readonly name: RefusalName; readonly path: string; readonly init?: RequestInit }[] = [
  { name: 'path_not_found', path: '/v1/nothing' },
  { name: 'method_not_allowed', path: PATHS.today, init: { method: 'DELETE' } },
  { name: 'method_not_allowed', path: PATHS.files },
  { name: 'request_invalid', path: '/v1/receipts?limit=501' },
  { name: 'request_invalid', path: '/v1/receipts?nonsense=1' },
  { name: 'request_invalid', path: '/v1/exceptions?pack=gold' },
  { name: 'request_invalid', path: '/v1/exceptions?due_by=soon' },
  { name: 'request_invalid', path: '/v1/items' },
  { name: 'request_invalid', path: "/v1/items/1'or'1" },
  { name: 'cursor_invalid', path: '/v1/exceptions?cursor=a~b~c' },
  { name: 'cursor_invalid', path: '/v1/batches?cursor=1' },
  { name: 'cursor_invalid', path: '/v1/receipts?cursor=x' },
  { name: 'request_invalid', path: '/v1/items?receipt=9007199254740993' },
  { name: 'request_invalid', path: '/v1/items?receipt=1&batch=99999999999999' },
  { name: 'request_invalid', path: '/v1/exceptions?receipt=9007199254740992' },
  { name: 'request_invalid', path: '/v1/today?day=2026-11-20&day=2026-11-19' },
  { name: 'request_invalid', path: '/v1/today?day=0000-01-01' },
  { name: 'request_invalid', path: '/v1/items?day=0000-12-31' },
  { name: 'request_invalid', path: '/v1/exceptions?due_by=-271821-04-20T00:00:00Z' },
  { name: 'request_invalid', path: '/v1/exceptions?due_from=%2B275760-09-13T00:00:00Z' },
  { name: 'request_invalid', path: '/v1/exceptions?due_from=0000-01-01T00:00:00Z' },
  { name: 'cursor_invalid', path: '/v1/exceptions?cursor=-271821-04-20T00:00:00Z~1~1' },
  { name: 'cursor_invalid', path: '/v1/items?day=2026-11-20&cursor=1~2026~3' },
  { name: 'cursor_invalid', path: '/v1/items?day=2026-11-20&cursor=1~2026-99-99~3' },
  { name: 'cursor_invalid', path: '/v1/batches?cursor=1~99999999999' },
  { name: 'cursor_invalid', path: '/v1/receipts/1/faults?cursor=99999999999' },
  { name: 'receipt_not_found', path: '/v1/receipts/999999' },
  { name: 'receipt_not_found', path: '/v1/receipts/999999/faults' },
  { name: 'item_not_found', path: '/v1/items/12345' },
  { name: 'item_not_found', path: '/v1/items/12345/record' },
  { name: 'item_not_found', path: '/v1/items/9007199254740991/images/front' },
  { name: 'deadline_rule_unknown', path: '/v1/deadlines/R999?from=2026-07-02' },
  { name: 'date_not_readable', path: '/v1/deadlines/R01?from=tomorrow' },
  { name: 'deadline_not_fixed', path: '/v1/deadlines/R06?from=2026-07-02' },
  { name: 'request_header_missing', path: '/v1/items/12345/reveals?reason=payee', init: { method: 'POST' } },
  { name: 'request_header_missing', path: PATHS.files, init: { method: 'POST', body: 'x' } },
  { name: 'file_empty', path: PATHS.files, init: upload('') },
  {
    name: 'file_empty',
    path: PATHS.files,
    init: upload('--b--', { 'content-type': 'multipart/form-data; boundary=b' }),
  },
  {
    name: 'request_invalid',
    path: PATHS.files,
    init: upload('--b\r\n\r\n', { 'content-type': 'multipart/form-data; boundary=b' }),
  },
  { name: 'request_invalid', path: PATHS.files, init: upload('--b', { 'content-type': 'multipart/form-data' }) },
  { name: 'file_too_large', path: PATHS.files, init: upload('x'.repeat(UPLOAD_BYTES_MAX + 1)) },
]
