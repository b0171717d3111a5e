/** People who leave by one cause, more of them than may. */
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { sightingOf } from '../../../lib/people/identification.ts';
import { People } from '../../../lib/people/people.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { safeguardOf } from '../../../lib/safeguard/safeguard.ts';
import { SafeguardStore } from '../../../lib/safeguard/safeguard-store.ts';

/** One may leave in an hour. */
const strict = policy({
  on: revoking,
  safeguard: { revocations: { people: 1, percent: 0, percentADay: 0 }, grants: { people: 50, percent: 0 } },
});

/**
 * They join, and leave. The first one goes, and the others wait.
 *
 * @param people the name of the table
 */
export async function leaveTogether(
  dynamodb: DynamoDB,
  logins: readonly string[],
  people = 'zuora-access-local-people',
): Promise<void> {
  const settings = { people, personRetentionDays: 400, awsTimeout: 10_000 };
  const say = async (userName: string, change: 'joined' | 'left', time: string, others: object = {}) => {
    const said = reading(change, {}, { id: `${change} ${userName}`, time, person: { userName, ...others } });
    const safeguard = safeguardOf(SafeguardStore.over(dynamodb, settings, Date.now), strict);
    const table = new PeopleTable(dynamodb, settings, Date.now);
    await new People(table, strict, Date.now, safeguard).learn([sightingOf(strict, { reading: said, source: 'okta' })]);
  };
  for (const login of logins) await say(login, 'joined', '2026-11-20T08:00:00.000Z', { department: 'Billing' });
  for (const login of logins) await say(login, 'left', '2026-11-21T08:00:00.000Z');
}
