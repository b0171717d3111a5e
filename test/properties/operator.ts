/** An operator who lifts orders, as the command `unblock` does. */
import * as fc from 'fast-check';
import { seedEntity } from '../../local/zuora/seed.ts';
import { readBlocked } from '../../operator/accounts/unblocking.ts';
import { OperatorError } from '../../operator/errors.ts';
import { username } from './account-wishes.ts';
import { type Command, command } from './command.ts';
import { dynamodbClient } from './world/aws-clients.ts';
import { Wire } from './world/wire.ts';
import type { World } from './world/world.ts';

const { germany, japan } = seedEntity;

/** Lifts what is in force in some entities. */
export const unblocking: fc.Arbitrary<Command> = fc
  .constantFrom([germany], [japan], [germany, japan])
  .map((entityIds) => command('unblock', (world) => void unblockIn(world, entityIds), entityIds));

async function unblockIn(world: World, chosen: readonly string[]): Promise<void> {
  const { parts, settings, timeline, trace, uuid, moment } = world;
  const { stage, ledger, accounts, audit } = settings;
  const aws = { dynamodb: dynamodbClient(new Wire(world), world) };
  const session = { aws, stack: { stage, ledger, accounts, audit }, now: timeline.now };
  // If the account cannot be read, nothing is done.
  const entities = await readBlocked(session, username, chosen).catch(() => []);
  if (entities.length === 0) return;
  const request = { username, entities, shownAt: timeline.now(), requestedBy: 'an operator', reason: 'a mistake' };
  const entityIds = entities.map(({ entityId }) => entityId);
  const deed: World['trace']['unblockings'][number] = {
    ...{ at: moment(), entityIds, time: request.shownAt, became: 'unknown' },
  };
  trace.unblockings.push(deed);
  try {
    await parts.unblock(session, request, uuid);
    deed.became = 'done';
  } catch (error) {
    if (error instanceof OperatorError) deed.became = 'refused';
  }
}
