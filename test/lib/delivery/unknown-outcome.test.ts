import { describe, expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { decide, request, revoke } from './user-events.ts';

const { france, germany, japan } = seedEntity;
const {
  deliveries,
  pass,
  requestOf,
  requestFor,
  removalFrom,
  decisionOn,
  brought,
  cutOff,
  sweepFor,
  story,
  granted,
  writesSent,
  lastLine,
  setInZuora,
  plantAtRequest,
} = useOneUser();

test('a request that was accepted beside an unanswered one is not sent again, though its attempt died', async () => {
  const decision = decisionOn(1, false, [france, japan]);
  await plantAtRequest({ dropResponse: true });
  const record = await cutOff(decision, decide);
  // It comes back before the account is free.
  expect(await brought(decide, decision, record)).toMatchObject({ outcome: 'busy' });
  pass(leaseTime);
  expect(await brought(decide, decision, record)).toMatchObject({ outcome: 'applied' });
  expect(await writesSent()).toBe(3);
});

const businessRule = { status: 200, body: { success: false, reasons: [{ code: 50_000_030, message: 'no' }] } };

describe('a request that Zuora refuses after one that it did not answer', () => {
  const isOutcomeUnknown = { outcome: 'dead-letter', reason: 'outcome-unknown' };
  async function deadLetter(body: unknown): Promise<void> {
    await plantAtRequest({ reset: true });
    const { record } = await brought(request, body);
    pass(leaseTime);
    await plantAtRequest(businessRule);
    await brought(request, body, record);
    expect(lastLine()).toMatchObject(isOutcomeUnknown);
    pass(minute);
  }

  /**
   * An event in two entities. Neither request is answered; then Zuora refuses the one of Germany, and fails in Japan.
   *
   * @param fault of Japan, as often as `times`
   */
  async function refusedInGermany(fault: object, times = 1) {
    const body = requestOf([japan, germany], { lasts: 60 * minute });
    await plantAtRequest({ reset: true }, 2);
    const { record } = await brought(request, body);
    pass(leaseTime);
    await plantAtRequest(businessRule);
    await plantAtRequest(fault, times);
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'retry' });
    return { body, record };
  }

  const unavailable = { status: 503, body: 'Service Unavailable' };

  test('is sent again by a redrive, each time', async () => {
    const body = requestFor(japan, 60 * minute);
    await deadLetter(body);
    await plantAtRequest(businessRule);
    await brought(request, body);
    expect(lastLine()).toMatchObject(isOutcomeUnknown);
    pass(minute);
    expect(await brought(request, body)).toMatchObject({ outcome: 'applied' });
    expect(await writesSent()).toBe(4);
  });

  test('is told, and not sent again, if another entity of its event is tried again', async () => {
    const { body, record } = await refusedInGermany(unavailable);
    pass(leaseTime);
    await brought(request, body, record);
    expect(lastLine()).toMatchObject(isOutcomeUnknown);
    expect(await writesSent()).toBe(5);
  });

  test('is not sent again by the same message, though an attempt at it was cut off', async () => {
    const { body, record } = await refusedInGermany(unavailable, 2);
    pass(leaseTime);
    await cutOff(body, request, record);
    pass(leaseTime);
    await brought(request, body, record);
    expect(lastLine()).toMatchObject(isOutcomeUnknown);
    expect(await writesSent()).toBe(6);
  });

  test('waits, as long as Zuora may work on a call in another entity of its event', async () => {
    const { body, record } = await refusedInGermany({ status: 429, body: '{}' });
    pass(minute);
    await plantAtRequest({ reset: true });
    await brought(request, requestFor(japan, 60 * minute));
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'busy' });
  });

  test('is no concern of a revocation that it supersedes there', async () => {
    await setInZuora([germany]);
    const removal = removalFrom(japan, germany);
    const message = await deliveries().message(removal);
    pass(minute);
    await deadLetter(requestFor(japan, 60 * minute));
    const before = await writesSent();
    expect(await brought(revoke, removal, message)).toMatchObject({ outcome: 'applied' });
    expect(await granted()).toEqual([]);
    expect(await writesSent()).toBe(before + 1);
  });

  test('ends as already applied if it is redriven after a look has shown the access', async () => {
    const body = requestFor(japan, 60 * minute);
    await deadLetter(body);
    await setInZuora([japan]);
    pass(11 * minute);
    await sweepFor(minute);
    expect(await story()).toEqual(expect.arrayContaining(['verify seen']));
    expect(await brought(request, body)).toMatchObject({ outcome: 'already-applied' });
  });

  test('is sent again by a redrive, though a decision about another entity was cut off meanwhile', async () => {
    const body = requestFor(japan, 60 * minute);
    await deadLetter(body);
    await cutOff(decisionOn(1, false, [germany]), decide);
    pass(leaseTime);
    expect(await brought(request, body)).toMatchObject({ outcome: 'applied' });
    expect(await writesSent()).toBe(4);
  });

  test.each([
    ['after it was granted', true],
    ['though nobody has granted it', false],
  ])('is sent again %s, if a suspension that was cut off has ended the access meanwhile', async (_, isGranted) => {
    const body = requestFor(japan, 60 * minute);
    await deadLetter(body);
    if (isGranted) await setInZuora([japan]);
    pass(11 * minute);
    await sweepFor(minute);
    await cutOff(decisionOn(1, true), decide);
    pass(leaseTime);
    const before = await writesSent();
    expect(await brought(decide, decisionOn(2, false))).toMatchObject({ outcome: 'applied' });
    expect(await writesSent()).toBeGreaterThan(before);
  });
});
