/** What attempts that were cut off are taken for: the audit log has their changes, and no others. */
import { expect, test } from '@jest/globals';
import type { AccessOperation, Command } from '../../../lib/delivery/operation.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { approve, decide, request, revoke } from './user-events.ts';

const { france, germany, japan } = seedEntity;
const {
  now,
  pass,
  requestOf,
  requestFor,
  approvalOf,
  removalFrom,
  endOf,
  decisionOn,
  departure,
  unsettled,
  unwritten,
  brought,
  cutOff,
  look,
  lookThatDies,
  entries,
  story,
  granted,
  writesSent,
  setInZuora,
  plantAtLook,
  plantAtDenial,
  plantAtRequest,
} = useOneUser();

test('an event that was cut off has not requested what it found granted already', async () => {
  await brought(request, requestOf([germany]));
  await look();
  pass(minute);
  const body = requestOf([germany, japan], { assignment: 'T-2' });
  const before = await writesSent('request-access');
  const record = await cutOff(body, request);
  expect(await writesSent('request-access')).toBe(before + 1);
  pass(leaseTime);
  await brought(request, body, record);
  expect((await story(germany)).filter((one) => one.startsWith('request'))).toEqual(['request accepted']);
});

test('an event that was cut off has not requested what Zuora had accepted before the first look', async () => {
  await brought(request, requestOf([germany]));
  pass(minute);
  const body = requestOf([germany, japan], { assignment: 'T-2' });
  const { record } = await brought(request, body, undefined, unsettled());
  pass(leaseTime);
  await brought(request, body, record);
  expect((await story(germany)).filter((one) => one.startsWith('request'))).toEqual(['request accepted']);
});

test('an approval that was cut off has not approved what Zuora had let us approve before', async () => {
  await brought(request, requestOf([japan]));
  await brought(approve, approvalOf(japan));
  pass(minute);
  const body = approvalOf(japan);
  const { record } = await brought(approve, body, undefined, unsettled());
  pass(leaseTime);
  await brought(approve, body, record);
  expect((await story(japan)).filter((one) => one.startsWith('approve'))).toEqual(['approve accepted']);
});

const noPermission = { success: false, reasons: [{ code: 90_000_020, message: 'No permission' }] };

/** The event is carried out, and nothing of it is written. */
async function dying<C extends Command>(operation: AccessOperation<C>, body: object) {
  const { record } = await brought(operation, body, undefined, unwritten());
  pass(leaseTime);
  return record;
}

test.each([
  ['requested', request, () => requestOf([germany], { assignment: 'T-2' }), germany, 'request accepted'],
  ['approved', approve, () => approvalOf(japan), japan, 'approve accepted'],
] as const)(
  'an event that was cut off before its look has not %s what was seen before',
  async (_, operation, again, entityId, entry) => {
    await setInZuora([], [japan]);
    await brought(request, requestOf([germany]));
    await brought(approve, approvalOf(japan));
    await look();
    expect(await granted()).toEqual([germany, japan]);
    pass(minute);
    await plantAtLook({ status: 503, body: 'Service Unavailable' });
    const body = again();
    const record = await dying(operation, body);
    await brought(operation, body, record);
    const [write] = entry.split(' ');
    expect((await story(entityId)).filter((one) => one.startsWith(`${write} `))).toEqual([entry]);
  },
);

/** Access that the service approved for somebody else's request, and whose end by a suspension nobody has written. */
async function approvedAndSuspended() {
  await setInZuora([], [japan]);
  await brought(approve, approvalOf(japan));
  pass(minute);
  await dying(decide, decisionOn(1, true));
  expect(await granted()).toEqual([]);
}

test('access that was approved, and that nobody had seen, was denied by a decision that was cut off', async () => {
  await approvedAndSuspended();
  await look();
  expect((await story(japan)).filter((one) => one !== 'event applied')).toEqual(['approve accepted', 'deny seen']);
});

test('an approval that was cut off is in the log, if what was approved before has ended', async () => {
  await approvedAndSuspended();
  await look();
  await brought(decide, decisionOn(2, false));
  await setInZuora([], [japan]);
  const body = approvalOf(japan);
  const record = await dying(approve, body);
  await brought(approve, body, record);
  expect(await story(japan)).toEqual(expect.arrayContaining(['approve accepted', 'approve seen', 'deny seen']));
});

/** What the log has of Germany, but for its events and looks. */
async function changesInGermany() {
  return (await story(germany)).filter((one) => /^(?:request|deny) /.test(one));
}

test('a request that was cut off is in the log, if the access of before was denied by an event that was cut off', async () => {
  await brought(request, requestOf([germany]));
  pass(minute);
  await dying(revoke, removalFrom(germany));
  const body = requestOf([germany], { assignment: 'T-2' });
  const record = await dying(request, body);
  await brought(request, body, record);
  // Access that was asked for again hides the denial.
  expect(await changesInGermany()).toEqual(['request accepted', 'request seen']);
});

test('it is in the log, too, if Zuora has refused another request in between', async () => {
  await brought(request, requestOf([germany]));
  pass(minute);
  await dying(revoke, removalFrom(germany));
  // The service asks twice before it believes that.
  await plantAtRequest({ status: 200, body: noPermission }, 2);
  const refused = await brought(request, requestOf([germany], { assignment: 'T-2' }));
  expect(refused).toMatchObject({ outcome: 'dead-letter' });
  pass(minute);
  const body = requestOf([germany], { assignment: 'T-3' });
  const record = await dying(request, body);
  await brought(request, body, record);
  expect(await changesInGermany()).toEqual(['request accepted', 'request seen']);
});

test('a decision that was cut off has requested nothing in the entities that it left as they were', async () => {
  await brought(request, requestOf([germany, france]));
  await look();
  pass(minute);
  const decision = decisionOn(1, false, [japan]);
  const record = await cutOff(decision, decide);
  pass(leaseTime);
  await brought(decide, decision, record);
  await look();
  expect(await story(germany)).toEqual(['request accepted', 'verify seen']);
  expect(await story(france)).toEqual(['request accepted']);
});

test('a look that was cut off has denied nothing in an entity where access had ended before', async () => {
  await brought(request, requestFor(germany, 30 * minute));
  await brought(request, requestOf([japan], { assignment: 'T-2' }));
  pass(31 * minute);
  await look();
  expect(await granted()).toEqual([]);
  expect(await writesSent('deny-access')).toBe(1);
  pass(20 * minute);
  await lookThatDies();
  pass(leaseTime);
  await look();
  expect(await writesSent('deny-access')).toBe(1);
  expect((await story()).filter((one) => one.startsWith('deny'))).toEqual(['deny accepted']);
});

test('a look that was cut off has not requested what is pending', async () => {
  await brought(request, requestOf([japan]));
  pass(11 * minute);
  await lookThatDies();
  pass(leaseTime);
  await look();
  await setInZuora([japan]);
  pass(11 * minute);
  await look();
  expect(await writesSent('request-access')).toBe(1);
  expect((await story()).filter((one) => one.startsWith('request'))).toEqual(['request accepted']);
});

test('an event that was cut off after its end has not requested what it found there at its first look', async () => {
  await setInZuora([germany]);
  const body = requestOf([germany]);
  const record = await cutOff(body, request);
  pass(leaseTime);
  await brought(request, body, record);
  expect(await story()).toEqual(['verify seen']);
});

test('nor for another event of the user that comes first', async () => {
  await setInZuora([germany]);
  await cutOff(decisionOn(1, false, [germany]), decide);
  pass(leaseTime);
  await brought(revoke, removalFrom(japan));
  await look();
  expect(await story(germany)).toEqual(['verify seen']);
});

test('a revocation that was cut off after its end has denied nothing where it found nothing', async () => {
  const body = removalFrom(germany);
  const record = await cutOff(body, revoke);
  pass(leaseTime);
  await brought(revoke, body, record);
  expect(await story()).toEqual(['event already-applied']);
});

test('a request that was superseded, and was cut off, has denied nothing', async () => {
  const old = requestOf([germany]);
  pass(minute);
  await brought(revoke, removalFrom(germany));
  const { record } = await brought(request, old, undefined, unsettled());
  pass(leaseTime);
  await brought(request, old, record);
  await look();
  expect(await story()).toEqual(['event already-applied', 'event superseded']);
});

test('what a denial of nothing is about to end, nobody has requested or denied', async () => {
  const body = requestFor(germany, 2 * minute);
  await plantAtLook({ status: 503, body: 'Service Unavailable' });
  const { record } = await brought(request, body, undefined, unsettled());
  pass(leaseTime);
  await brought(request, body, record);
  expect(await writesSent('request-access')).toBe(0);
  expect(await story()).toEqual(['event already-applied']);
});

test('a denial that was announced, and that Zuora put off, has ended nothing', async () => {
  await setInZuora([france]);
  await plantAtDenial({ status: 429, body: '{}' });
  const { outcome } = await brought(decide, departure());
  expect(outcome).toBe('retry');
  await setInZuora([]);
  await look();
  expect(await story(france)).toEqual([]);
});

function decisionAgainst(revision: number, rule: string) {
  const { data, ...said } = decisionOn(revision, false);
  return { ...said, data: { ...data, denials: [{ entityId: germany, rules: [rule] }] } };
}

/** Each denial of access to Germany: how it became known, and its reasons. */
async function denials() {
  const found = (await entries(germany)).filter(({ what }) => what === 'deny');
  return found.map(({ outcome, event, why, against, effectiveAt }) => ({ outcome, event, why, against, effectiveAt }));
}

test('the denial of a look that was cut off names the suspension, though that is over when it is found', async () => {
  await brought(request, requestFor(germany, 2 * minute));
  await brought(request, requestOf([germany], { assignment: 'T-2' }));
  await look();
  pass(3 * minute);
  await plantAtDenial({ status: 429, body: '{}' });
  expect(await brought(decide, decisionOn(1, true))).toMatchObject({ outcome: 'retry' });
  await lookThatDies();
  expect(await granted()).toEqual([]);
  pass(leaseTime);
  await brought(decide, decisionOn(2, false));
  const suspended = { outcome: 'seen', event: undefined, against: [{ kind: 'suspended' }], effectiveAt: undefined };
  expect(await denials()).toMatchObject([suspended]);
});

/** The entry of a denial that a look made, and that nobody heard of, when an assignment had run out. */
async function ranOutUnheard() {
  const expiresAt = new Date(now() + 30 * minute).toISOString();
  await brought(request, requestFor(germany, 30 * minute));
  await look();
  pass(31 * minute);
  await lookThatDies();
  expect(await granted()).toEqual([]);
  pass(leaseTime);
  const why = [{ kind: 'ended', assignment: 'T-1', expiresAt }];
  return { outcome: 'seen', event: undefined, effectiveAt: expiresAt, why, against: [] };
}

test('nor is it explained by what was requested later', async () => {
  const denial = await ranOutUnheard();
  await brought(request, requestOf([germany], { assignment: 'T-2' }));
  expect(await denials()).toMatchObject([denial]);
});

test('nor by what ended later', async () => {
  const denial = await ranOutUnheard();
  await brought(revoke, endOf('T-2', germany));
  expect(await denials()).toMatchObject([denial]);
});

test('nor does it name the rules of another decision', async () => {
  await brought(request, requestOf([germany]));
  await look();
  await plantAtDenial({ status: 429, body: '{}' });
  await brought(decide, decisionAgainst(1, 'contractors'));
  await lookThatDies();
  expect(await granted()).toEqual([]);
  pass(leaseTime);
  await brought(decide, decisionAgainst(2, 'sox'));
  expect(await denials()).toMatchObject([{ outcome: 'seen', event: undefined, against: [{ kind: 'denied' }] }]);
  expect((await denials())[0]?.against[0]).not.toHaveProperty('rules');
});
