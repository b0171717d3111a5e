/** The service's behaviour where the sandbox answers as only Zuora's documentation, or its users, tell. */
import { describe, expect, test } from '@jest/globals';
import { deliver } from '../../../lib/delivery/message.ts';
import { listConnections } from '../../../lib/zuora/connections.ts';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { connectionEvent, useDeliveries } from '../../lib/delivery/deliveries.ts';
import { effects, plant } from '../../services/sandbox-client.ts';

const deliveries = useDeliveries();

/** Delivers an event that asks for a connection to Brazil, until it ends. The clock passes over each wait. */
async function outcomes(targetEntityId: string = seedEntity.brazil): Promise<string[]> {
  const record = await deliveries().message(connectionEvent(targetEntityId));
  const seen: string[] = [];
  while (!['applied', 'already-applied', 'dead-letter'].includes(seen.at(-1) ?? '')) {
    const { outcome } = await deliver(deliveries().delivery(record));
    seen.push(outcome);
    deliveries().access.clock.advance(10 * 60_000);
  }
  return seen;
}

async function connectionsMade(): Promise<number> {
  return (await effects(deliveries().access.zuora.url)).length;
}

describe('an answer that speaks of the idempotency key', () => {
  test.each([409, 422])('%i delays the connection and does not prevent it', async (status) => {
    await plant(deliveries().access.zuora.url, {
      match: { method: 'POST', path: '/v1/*' },
      fault: { status, body: {} },
    });
    expect((await outcomes()).at(-1)).toBe('applied');
    expect(await connectionsMade()).toBe(1);
  });
});

test('an event may write an entity id with hyphens, which no body for Zuora has', async () => {
  expect(await outcomes(hyphenateEntityId(seedEntity.brazil))).toEqual(['applied']);
  const posts = (await deliveries().access.calls()).filter(({ path }) => path === '/v1/entity-connections');
  expect(posts.map(({ body }) => body)).toEqual([{ targetEntityId: seedEntity.brazil }]);
});

test('every page of connections is read with its size', async () => {
  const connections = Array.from({ length: 301 }, (_, index) => ({
    id: `connection-${index}`,
    sourceEntityId: seedEntity.japan,
    targetEntityId: seedEntity.france,
    status: 'Disconnected',
  }));
  const { access } = deliveries();
  await access.sandbox('POST', 'connections', { connections });
  const found = await listConnections(access.client({ entityId: seedEntity.japan }), 'outbound');
  expect(found).toHaveLength(301);
});
