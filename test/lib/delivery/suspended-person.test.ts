/** Somebody who is out for 14 months, from the events of their source to what Zuora has. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { ada, logEvent } from '../../../fuzz/fixtures/okta.ts';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { decisionOf } from '../../../lib/delivery/decided-event.ts';
import { deliver } from '../../../lib/delivery/message.ts';
import type { AccessOperation, Command } from '../../../lib/delivery/operation.ts';
import { readIdentityEvents } from '../../../lib/identity/read-events.ts';
import { decidedEvents } from '../../../lib/people/decided-event.ts';
import { sightingOf } from '../../../lib/people/identification.ts';
import { People } from '../../../lib/people/people.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useDeliveries } from './deliveries.ts';

const { global, germany, france, japan } = seedEntity;
const day = 24 * 60 * 60_000;

const decides = { name: 'applyAccessDecision', contract: userAccessDecided, access: 'decides', decisionOf } as const;
const requests = { name: 'requestUserAccess', contract: userAccessRequested, access: 'requests' } as const;

const by = policy({
  entities: { home: global, germany, france, japan },
  homeEntity: 'home',
  rules: [{ id: 'germany', when: { groups: ['zuora-germany'] }, grant: ['germany'] }],
  on: revoking,
});

const deliveries = useDeliveries();

async function delivered<C extends Command>(operation: AccessOperation<C>, event: unknown) {
  const delivery = deliveries().delivery(await deliveries().message(event));
  return (await deliver({ ...delivery, operation })).outcome;
}

test.each([
  ['suspended', 'unsuspend', [germany], [france]],
  ['deactivated', 'reactivate', [germany], []],
])('who is %s and back has what counts still', async (state, returns, granted, pending) => {
  const { access, dynamodb } = deliveries();
  const { clock } = access;
  const login = await access.addUser();
  const name = `people-${randomUUID()}`;
  await createLedgerTable(dynamodb, name);
  const settings = { people: name, personRetentionDays: 400, awsTimeout: 10_000 };
  const people = new People(new PeopleTable(dynamodb, settings, clock.now), by, clock.now);

  const requested = (entityId: string, expiresAt?: string) => ({
    ...{ specversion: '1.0', type: userAccessRequested.type, source: 'hr', id: randomUUID() },
    time: new Date(clock.now()).toISOString(),
    data: { username: login, targetEntityIds: [entityId], entityId: global, expiresAt },
  });
  /** Okta says it, and what the policy decides reaches Zuora. */
  async function says(type: string, ...groups: object[]): Promise<void> {
    clock.advance(1000);
    const published = new Date(clock.now()).toISOString();
    const target = [{ ...ada, alternateId: login }, ...groups];
    const [event] = readIdentityEvents(
      JSON.stringify(logEvent(type, { published, uuid: randomUUID(), target })),
      published,
    );
    if (event === undefined || 'error' in event || event.readings[0]?.kind !== 'person') throw new Error(type);
    const said = { reading: event.readings[0], source: event.source };
    const { person } = await people.learn([sightingOf(by, said)]);
    const decided = person === undefined ? [] : decidedEvents(by, person, { ...said, rules: [] });
    for (const one of decided) expect(await delivered(decides, one)).toMatch(/applied$/);
  }

  await says('group.user_membership.add', { type: 'UserGroup', id: '00g1', displayName: 'zuora-germany' });
  await delivered(requests, requested(france));
  await delivered(requests, requested(japan, new Date(clock.now() + 300 * day).toISOString()));
  expect(await access.accessOf(login)).toEqual({ granted: [germany], pending: [france, japan] });

  await says(`user.lifecycle.${state === 'suspended' ? 'suspend' : 'deactivate'}`);
  expect(await access.accessOf(login)).toEqual({ granted: [], pending: [] });
  clock.advance(425 * day);

  await says(`user.lifecycle.${returns}`);
  expect(await access.accessOf(login)).toEqual({ granted, pending });
});
