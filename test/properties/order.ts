/** Grants and removals of one user's access, in whatever order they arrive: what must hold. */
import * as fc from 'fast-check';
import { deliverBatch } from '../../lib/delivery/batch.ts';
import { parseEntityId } from '../../local/zuora/entity-id.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { type AccessWish, accessWishes, isGiven, spelt } from './access-wishes.ts';
import { type Command, command } from './command.ts';
import { eventOf, isBefore } from './invariants/calls-of-events.ts';
import type { Invariant, Run } from './invariants/invariant.ts';
import { expectToHold } from './invariants/invariants.ts';
import type { Parts } from './parts.ts';
import type { Subject } from './subjects.ts';
import type { ZuoraCall } from './world/trace.ts';
import { World } from './world/world.ts';

export const orderRules: readonly Invariant[] = [
  {
    name: 'what was said last of a user in an entity is so in the end',
    violations: (run) =>
      [seedEntity.germany, seedEntity.japan].flatMap((entityId) => {
        const said = published(run).filter(({ targets }) => targets.includes(entityId));
        const last = counting(said).toSorted(byTime).at(-1);
        if (!last || isDead(run, said)) return [];
        const isSo = run.tenants.slice(0, 1).some(({ state }) => isGiven(state, entityId));
        return isSo === last.gives
          ? []
          : [`${entityId}: ${last.time} ${last.gives ? 'gives' : 'takes'}, and it is not so`];
      }),
  },
  {
    name: 'nobody is let in again by something older than what took access',
    violations: (run) => {
      const writes = run.trace.calls.filter(({ effect }) => effect === 'act');
      const { denials = [], grants = [] } = Object.groupBy(writes, (write) => (isDenial(write) ? 'denials' : 'grants'));
      const removals = denials.filter(({ changes }) => changes.length > 0);
      return removals.flatMap((removal) =>
        grants
          .filter((write) => isBefore(removal.ended, write.begun) && isOlder(write, removal, run))
          .map(({ body }) => `${body} after ${removal.headers['Zuora-Entity-Ids']} was taken`),
      );
    },
  },
];

/** An event that asked for access may deny it too: something newer has taken it meanwhile. */
function isDenial({ url }: ZuoraCall): boolean {
  return url.pathname.endsWith('deny-access');
}

/** Whether a call asks for what an event has asked for that was said before the one that took it. */
function isOlder(write: ZuoraCall, removal: ZuoraCall, run: Run): boolean {
  const [grant, taken] = [write, removal].map((call) => wishOf(run, eventOf(call, run)));
  if (!grant?.gives || !taken || grant.time > taken.time) return false;
  const entityOf = ({ headers }: ZuoraCall) => parseEntityId(headers['Zuora-Entity-Ids'] ?? '') ?? '';
  // An approval is made in the entity that it is for.
  const { targetEntityIds = [entityOf(write)] }: { targetEntityIds?: string[] } = JSON.parse(write.body);
  return targetEntityIds.includes(entityOf(removal));
}

function published(run: Run): AccessWish[] {
  return accessWishes.filter((_, index) => run.publications.ofEvent(String(index)).length > 0);
}

function wishOf(_: Run, event: string | undefined): AccessWish | undefined {
  return accessWishes[Number(event)];
}

/** An approval is a reason for access only where nothing else was said. */
function counting(said: readonly AccessWish[]): readonly AccessWish[] {
  const others = said.filter(({ type }) => !type?.endsWith('approved.v1'));
  return others.length > 0 ? others : said;
}

/** Whether one of them has been given up, so that nobody knows what is to be so. */
function isDead({ trace }: Run, said: readonly AccessWish[]): boolean {
  const dead = trace.deadLetters.map(({ body }) => JSON.parse(body).id);
  return said.some((one) => dead.includes(String(accessWishes.indexOf(one))));
}

function byTime(one: AccessWish, other: AccessWish): number {
  return one.time.localeCompare(other.time) || Number(other.gives) - Number(one.gives);
}

/** Whether the ledger may have forgotten what came after a wish: nothing is promised for it any more. */
function isForgotten(wish: AccessWish, world: World): boolean {
  return world.trace.commands.includes(longPause) && published(world).some(({ time }) => time >= wish.time);
}

function publish(wish: AccessWish, index: number): Command {
  return command(
    'publish',
    (world) => {
      if (!isForgotten(wish, world)) world.publish(spelt(wish), String(index));
    },
    [wish.time, wish.gives],
  );
}

const day = 24 * 3_600_000;
const longPause = 'let 40 days pass';

/** Longer than the ledger remembers an event, and as long as an administrator may let a request wait. */
const fortyDays = command(longPause, async (world) => {
  await world.recover();
  await world.wait(40 * day);
});

const publishing = accessWishes.map(publish);

/** Few wishes a run, so that what goes wrong with one of them meets its opposite. */
function commands(disturbance: fc.Arbitrary<Command>) {
  return fc.subarray(publishing, { minLength: 2, maxLength: 4 }).chain((publications) => {
    const publication = fc.constantFrom(...publications);
    const either = fc.oneof(
      { weight: 8, arbitrary: publication },
      { weight: 40, arbitrary: disturbance },
      { weight: 1, arbitrary: fc.constant(fortyDays) },
    );
    return fc.commands([either], { maxCommands: 60, size: 'max' });
  });
}

interface Setting {
  /** The operations, which share the one queue of the world. */
  readonly grantsAndRemovals: readonly Subject[];
  readonly parts: Parts;
  readonly judged: readonly Invariant[];
  /** What happens besides publications. */
  readonly disturbance: fc.Arbitrary<Command>;
}

/** @param onEnd sees each world at its end */
export function orderProperty(
  { grantsAndRemovals, parts, judged, disturbance }: Setting,
  onEnd: (world: World) => void = () => {},
) {
  const [subject] = grantsAndRemovals;
  if (!subject) throw new Error('There is no operation.');
  const bothWays: Parts['deliverBatch'] = async (_, records, services, deadline) => {
    const answers = await Promise.all(
      grantsAndRemovals.map(({ operation }) => {
        const own = records.filter(({ body }) => JSON.parse(body).type === operation.contract.type);
        return deliverBatch(operation, own, services, deadline);
      }),
    );
    return { batchItemFailures: answers.flatMap(({ batchItemFailures }) => batchItemFailures) };
  };
  return fc.asyncProperty(
    fc.constantFrom<'success' | 'business-rule'>('success', 'business-rule'),
    fc.constantFrom<'exact' | 'folded'>('exact', 'folded'),
    fc.noShrink(fc.integer()),
    fc.scheduler(),
    commands(disturbance),
    async (repeatedAccessRequest, loginNames, seed, scheduler, sequence) => {
      const world = new World({
        subject,
        parts: { ...parts, deliverBatch: bothWays },
        scheduler,
        seed,
        repeatedAccessRequest,
        loginNames,
      });
      await fc.asyncModelRun(() => ({ model: world.publications, real: world }), sequence);
      await world.recover();
      onEnd(world);
      expectToHold(judged, world);
    },
  );
}
