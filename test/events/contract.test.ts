import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { contract } from '../../events/contract.ts';
import { readContracts } from '../../events/contracts.ts';
import { entityId } from '../../events/fields.ts';
import { readEvent } from '../../lib/event/event.ts';
import { readIdentityEvents } from '../../lib/identity/read-events.ts';
import { isSample } from '../../local/samples.ts';

const folder = join(__dirname, '../../events');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.example.json') && !file.startsWith('identity-'))
  .map((file) => file.replace('.example.json', ''));

test.each(examples)('%s has a good worked example, with everything for the audit', async (name) => {
  const contract = (await readContracts()).get(name);
  if (!contract) throw new Error(`events/${name}.ts exports no contract: create one with contract(…).`);
  const { eventId, correlationId, requestedBy, requestReason } = readEvent(
    'any',
    contract,
    read(`${name}.example.json`),
    'any',
  );
  expect([eventId, correlationId, requestedBy, requestReason]).not.toContain(undefined);
});

test.each([
  ['identity-user-joined', 'joined'],
  ['identity-user-changed', 'changed'],
  ['identity-user-left', 'left'],
  ['identity-group-member-added', 'added-to-group'],
  ['identity-group-member-removed', 'removed-from-group'],
])('the worked example of %s is read as: %s', (name, change) => {
  expect(readIdentityEvents(read(`${name}.example.json`), '2026-11-21T09:45:00Z')).toMatchObject([
    { source: 'plain', readings: [{ kind: 'person', change, person: { userName: expect.any(String) } }] },
  ]);
});

test.each(readdirSync(folder).filter(isSample))('%s carries the worked example', (file) => {
  const { Records } = JSON.parse(read(file));
  expect(Records.map(({ body }: { body: string }) => JSON.parse(body))).toEqual([
    JSON.parse(read(file.replace('.sqs.', '.example.'))),
  ]);
});

test('a rule on several fields is checked, and its problem names the field', () => {
  const moved = contract(
    'test.moved.v1',
    { entityId, targetEntityId: z.optional(entityId) },
    z.refine(({ entityId, targetEntityId }) => entityId !== targetEntityId, {
      path: ['targetEntityId'],
      error: 'must be another entity than entityId',
    }),
  );
  const event = (data: object) =>
    JSON.stringify({ specversion: '1.0', type: moved.type, source: 's', time: '2026-11-21T09:30:00Z', data });
  const [one, same, other] = ['a', 'A', 'b'].map((digit) => digit.repeat(32));
  expect(readEvent('any', moved, event({ entityId: one, targetEntityId: other }), 'any').command).toMatchObject({
    targetEntityId: other,
  });
  expect(() => readEvent('any', moved, event({ entityId: one, targetEntityId: same }), 'any')).toThrow(
    'data.targetEntityId: must be another entity than entityId',
  );
});
