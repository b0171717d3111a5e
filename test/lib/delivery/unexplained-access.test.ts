/** Access that somebody gives in Zuora, and that nothing explains, is left alone whatever was said before. */
import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { decide } from './user-events.ts';

const { japan } = seedEntity;
const { deliveries, pass, decisionOn, brought, look, granted, setInZuora } = useOneUser();

/** A decision with more than whether the person is suspended. */
function decisionWith(revision: number, more: object) {
  const decision = decisionOn(revision, false);
  return { ...decision, data: { ...decision.data, ...more } };
}

const denying = (revision: number) =>
  decisionWith(revision, { denials: [{ entityId: japan, rules: ['contractors'] }] });

/** What becomes of the next denial. */
const plantAtDenial = (fault: object) =>
  deliveries().access.sandbox('POST', 'faults', {
    ...{ match: { method: 'PUT', path: '/v1/users/*/deny-access' }, times: 1, fault },
  });

test('stays where a rule denied the entity once, for looks and decisions', async () => {
  await brought(decide, denying(1));
  await brought(decide, decisionOn(2, false));
  await setInZuora([japan]);
  await look();
  await brought(decide, decisionOn(3, false));
  expect(await granted()).toEqual([japan]);
});

test('stays once no rule denies the entity any more, though Zuora refused the denial', async () => {
  await brought(decide, decisionOn(1, false));
  await setInZuora([japan]);
  const noPermission = { success: false, reasons: [{ code: 90_000_020, message: 'No permission' }] };
  await plantAtDenial({ status: 200, body: noPermission });
  await brought(decide, denying(2));
  await brought(decide, decisionOn(3, false));
  expect(await granted()).toEqual([japan]);
});

test('stays for a leaver who is back, though Zuora did not answer a denial before', async () => {
  await brought(decide, decisionOn(1, false));
  await setInZuora([japan]);
  await plantAtDenial({ dropResponse: true });
  const leaving = decisionWith(2, { hasLeft: true, leftAt: decisionOn(2, false).time });
  const { record } = await brought(decide, leaving);
  pass(10 * minute);
  await brought(decide, leaving, record);
  expect(await granted()).toEqual([]);
  pass(minute);
  await brought(decide, decisionOn(3, false));
  await setInZuora([japan]);
  await look();
  expect(await granted()).toEqual([japan]);
});
