/** Whoever a source took away and gives back is active again. */
import { expect, test } from '@jest/globals';
import { onelogin } from '../../../fuzz/fixtures/directories.ts';
import { deel, deelWorker } from '../../../fuzz/fixtures/hr.ts';
import { logEvent } from '../../../fuzz/fixtures/okta.ts';
import { identity, triggered } from '../../../fuzz/fixtures/sailpoint.ts';
import { auth0, auth0User, googleLog } from '../../../fuzz/fixtures/vendors.ts';
import { readIdentityEvents } from '../../../lib/identity/read-events.ts';

const changed = (...changes: object[]) => triggered('idn:identity-attributes-changed', { identity, changes });

test.each<[string, object]>([
  ['reactivated in Okta', logEvent('user.lifecycle.reactivate')],
  ['unsuspended in Okta', logEvent('user.lifecycle.unsuspend')],
  ['activated in OneLogin', onelogin(16)],
  ['back from a suspension in OneLogin', onelogin(32)],
  ['unsuspended in Google', googleLog('UNSUSPEND_USER', { USER_EMAIL: 'ada@example.com' })],
  ['unarchived in Google', googleLog('UNARCHIVE_USER', { USER_EMAIL: 'ada@example.com' })],
  ['unblocked in Auth0', auth0('user.updated', { ...auth0User, blocked: false })],
  ['working in Deel', deel('worker.updated', { ...deelWorker, hiring_status: 'active' })],
  ['not inactive in SailPoint', changed({ attribute: 'inactive', oldValue: true, newValue: false })],
  [
    'of the state active in SailPoint',
    changed({ attribute: 'cloudLifecycleState', oldValue: 'inactive', newValue: 'active' }),
  ],
])('who is %s', (_, event) => {
  const readings = readIdentityEvents(JSON.stringify(event), '2026-11-29T12:00:00.000Z').flatMap(
    (one): readonly unknown[] => ('error' in one ? [one.error.message] : one.readings),
  );
  expect(readings).toMatchObject([{ kind: 'person', change: 'changed', person: { active: true } }]);
});

test.each<[string, object]>([
  ['a title in SailPoint', changed({ attribute: 'title', oldValue: 'x', newValue: 'y' })],
  ['a profile in Okta', logEvent('user.account.update_profile')],
  ['an organisation in Google', googleLog('MOVE_USER_TO_ORG_UNIT', { USER_EMAIL: 'ada@example.com', NEW_VALUE: '/x' })],
])('%s says nothing of the state', (_, event) => {
  const [read] = readIdentityEvents(JSON.stringify(event), '2026-11-29T12:00:00.000Z');
  expect(JSON.stringify(read)).not.toContain('"active"');
});
