import { expect, test } from '@jest/globals';
import { failed, unanswered, type ZuoraFailure } from '../../../lib/zuora/failure.ts';
import { judgeRights } from '../../../operator/doctor/administrator.ts';
import { fail, warn } from '../../../operator/doctor/finding.ts';
import { germany } from '../../factories.ts';

const call = { name: 'acceptEntityConnection', isWrite: true };

function answered(status: number, body: object): ZuoraFailure {
  return failed(call, { status, headers: {}, body: JSON.stringify(body) }, (text) => text);
}
const refused = (code: number) => answered(200, { success: false, reasons: [{ code, message: 'no' }] });

test.each<[what: string, failure: ZuoraFailure | undefined, status: string, found: string]>([
  ['for want of rights', refused(50000010), 'fail', `not an administrator of ${germany}`],
  ['with HTTP 403', answered(403, { message: 'forbidden' }), 'fail', `not an administrator of ${germany}`],
  ['because there is no such connection', refused(50000040), 'ok', 'Zuora lets the user accept connections'],
  ['for another reason', refused(50000030), 'warn', '50000030 no'],
  ['for now', refused(50000050), 'warn', '50000050 no'],
  ['by no answer', unanswered(call, 'timeout'), 'warn', 'no answer (timeout)'],
  ['not at all', undefined, 'warn', 'success, although there is no such connection'],
])('a probe that is refused %s', (_, failure, status, found) => {
  expect(judgeRights(failure, germany, 'replace', fail)).toMatchObject({
    status,
    found: expect.stringContaining(found),
  });
});

test('who only reaches an entity need not administer it', () => {
  expect(judgeRights(refused(50000010), germany, 'replace', warn).status).toBe('warn');
});
