import { expect, test } from '@jest/globals';
import { AuditLog } from '../../../lib/audit/audit-log.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { request } from './user-events.ts';

const { germany, japan } = seedEntity;
const { deliveries, pass, requestOf, brought, cutOff, sweepFor, item, inZuora, plantAtRequest } = useOneUser();

const noPermission = { success: false, reasons: [{ code: 90_000_020, message: 'No permission' }] };

test('the corrected version of an event counts, though attempts at both versions were cut off', async () => {
  const wrong = requestOf([germany]);
  const { id, time } = wrong;
  const right = { ...requestOf([japan]), id, time };
  await plantAtRequest({ status: 200, body: noPermission });
  await cutOff(wrong, request);
  pass(leaseTime);
  const record = await cutOff(right, request);
  expect(await inZuora()).toEqual({ granted: [], pending: [japan] });
  pass(leaseTime);
  await brought(request, right, record);
  await sweepFor(60 * minute);
  expect(await inZuora()).toEqual({ granted: [], pending: [japan] });
});

test('the audit log has the login, though the first event about the user is corrected before it could be written', async () => {
  const wrong = requestOf([germany]);
  const { id, time } = wrong;
  const { access, dynamodb } = deliveries();
  class UnwrittenLog extends AuditLog {
    override remember(): Promise<void> {
      return Promise.reject(new Error('the process is gone'));
    }
  }
  await plantAtRequest({ status: 200, body: noPermission });
  await brought(request, wrong, undefined, { audit: new UnwrittenLog(dynamodb, access.settings) });
  pass(leaseTime);
  expect(await brought(request, { ...requestOf([japan]), id, time })).toMatchObject({ outcome: 'applied' });
  const { id: account } = await item();
  const { Items = [] } = await dynamodb.scan({ TableName: 'audit' });
  expect(Items.filter((one) => one['account']?.S === account?.S && one['login'])).toHaveLength(1);
});
