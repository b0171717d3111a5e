/** Reasons for access that begin, end and expire, with looks at the account in between: what happens, and what is judged. */
import * as fc from 'fast-check';
import { lookAtAccount } from '../../lib/delivery/account-look.ts';
import { deliverBatch } from '../../lib/delivery/batch.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { accessRules, noPermission } from './access-rules.ts';
import { type AccountWish, accountWishes, username } from './account-wishes.ts';
import { administrator, type Outside, outsideOf } from './administrator.ts';
import { always, type Command, command } from './command.ts';
import { halfEnding } from './commands.ts';
import { mayHaveLeft } from './expected-access.ts';
import { auditRules } from './invariants/audit.ts';
import { expectToHold } from './invariants/invariants.ts';
import { unblocking } from './operator.ts';
import type { Parts } from './parts.ts';
import { reasonRules } from './reason-rules.ts';
import type { Subject } from './subjects.ts';
import { published } from './told.ts';
import { World } from './world/world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** What a sweep finds due now. */
function dueAccounts({ table, timeline }: World): string[] {
  const items = [...table.items.values()].filter((item) => item['due'] && Number(item['dueAt']?.N) <= timeline.now());
  return items.flatMap((item) => item['identity']?.S ?? []);
}

export function sweep(world: World): void {
  for (const account of dueAccounts(world)) world.send(JSON.stringify({ account }));
}

function nextDue({ table }: World): number {
  return Math.min(...[...table.items.values()].flatMap((item) => (item['due'] ? Number(item['dueAt']?.N) : [])));
}

/** Looks find what is due for a day more: those that failed are repeated. */
export async function comeToRest(world: World): Promise<void> {
  await world.recover();
  const end = world.timeline.now() + day;
  while (nextDue(world) <= end && world.timeline.now() < end) {
    // A sweep comes once a minute.
    await world.wait(Math.max(minute, nextDue(world) - world.timeline.now()));
    sweep(world);
    await world.recover();
  }
  // Access that nobody is due to end is judged by the same moment.
  await world.wait(Math.max(0, end - world.timeline.now()));
}

function publish(wish: AccountWish, index: number): Command {
  return command(
    'publish',
    (world) => {
      if (world.timeline.now() >= wish.statement.time) world.publish(wish, String(index));
    },
    [index, wish.statement.kind],
  );
}

/** Beyond this the service forgets what was said, or refuses it as stale. */
const longestRun = 15 * day;
/** When a run begins; milliseconds since the epoch. */
export const begun = Date.parse('2026-11-21T09:30:00Z');

const timePasses = fc.constantFrom(1, 3, 35, 61, 6 * 60, 24 * 60).map((minutes) =>
  command(
    'let minutes pass',
    async (world) => {
      if (world.timeline.now() > begun + longestRun) return;
      // SQS deletes a message after some days.
      if (minutes >= 6 * 60) await world.recover();
      await world.wait(minutes * minute);
    },
    [minutes],
  ),
);

/** A sweep whose message comes to a process. */
const sweeping = always('sweep', sweep);
const look = always('sweep and look', (world) => {
  sweep(world);
  world.deliver(10);
});

const throttled = fc
  .constantFrom('look', 'act')
  .map((effect) =>
    command(`throttle the next ${effect}`, ({ fates }) =>
      fates.plant(effect, { kind: 'is refused', status: 429, headers: { 'Retry-After': '120' }, body: '{}' }),
    ),
  );

/** Zuora refuses for good: nobody may give access there, or take it. */
const refused = always('refuse the next act', ({ fates }) =>
  fates.plant('act', { kind: 'is refused', ...noPermission }),
);

/** Few wishes a run, so that they meet. */
function commands({ disturbance, wishes }: Setting, outside: Outside) {
  const all = accountWishes.map(publish).filter((_, index) => wishes === undefined || wishes.includes(index));
  return fc
    .subarray(all, { minLength: 1, maxLength: Math.min(4, all.length) })
    .chain((publications) =>
      fc.commands(
        [
          fc.oneof(
            { weight: 8, arbitrary: fc.constantFrom(...publications) },
            { weight: 30, arbitrary: disturbance },
            { weight: 5, arbitrary: timePasses },
            { weight: 2, arbitrary: sweeping },
            { weight: 5, arbitrary: look },
            { weight: 4, arbitrary: halfEnding },
            { weight: 1, arbitrary: throttled },
            { weight: 1, arbitrary: refused },
            { weight: 4, arbitrary: administrator(outside) },
            { weight: 2, arbitrary: unblocking },
          ),
        ],
        { maxCommands: 50, size: 'max' },
      ),
    );
}

interface Setting {
  /** The operations on a user's access, which share the one queue of the world with looks. */
  readonly operations: readonly Subject[];
  readonly parts: Parts;
  /** The name of the one rule that is judged; all, if left out. */
  readonly only?: string;
  /** The places of the wishes that publishers may have; any, if left out. */
  readonly wishes?: readonly number[] | undefined;
  /** What happens besides publications, looks and time. */
  readonly disturbance: fc.Arbitrary<Command>;
}

export function allWays(operations: readonly Subject[]): Parts['deliverBatch'] {
  return async (_, records, services, deadline) => {
    const { now } = services;
    const isLook = (body: string) => 'account' in JSON.parse(body);
    const looks = records.filter(({ body }) => isLook(body));
    const events = records.filter(({ body }) => !isLook(body));
    const [answers] = await Promise.all([
      Promise.all(
        operations.map(({ operation }) => {
          const own = events.filter(({ body }) => JSON.parse(body).type === operation.contract.type);
          return deliverBatch(operation, own, services, deadline);
        }),
      ),
      ...looks.map((record) =>
        lookAtAccount({ name: 'convergeAccount', record, services, deadline, startedAt: now() }),
      ),
    ]);
    return { batchItemFailures: answers.flatMap(({ batchItemFailures }) => batchItemFailures) };
  };
}

/** @param onEnd sees each world at its end */
export function accessProperty(setting: Setting, onEnd: (world: World) => void = () => {}) {
  const { operations, parts, only } = setting;
  const [subject] = operations;
  if (!subject) throw new Error('There is no operation.');
  const outside: Outside = new WeakMap();
  return fc.asyncProperty(
    fc.constantFrom<'success' | 'business-rule'>('success', 'business-rule'),
    fc.constantFrom<'exact' | 'folded'>('exact', 'folded'),
    fc.noShrink(fc.integer()),
    fc.scheduler(),
    // The secret has a client of Japan alone.
    fc.constantFrom<string[]>([], [seedEntity.germany, seedEntity.japan]),
    // An administrator may have given access before anybody said anything, and nobody ever names it.
    fc.boolean(),
    commands(setting, outside),
    async (repeatedAccessRequest, loginNames, seed, scheduler, automaticEntityIds, hasOtherAccess, sequence) => {
      const settings: Parts['settings'] = (others) => ({ ...parts.settings(others), automaticEntityIds });
      const world = new World({
        ...{ subject, scheduler, seed, repeatedAccessRequest, loginNames },
        parts: { ...parts, settings, deliverBatch: allWays(operations) },
      });
      const [tenant] = world.tenants;
      if (hasOtherAccess) tenant.change({ type: 'access-granted', username, entityId: seedEntity.france });
      await fc.asyncModelRun(() => ({ model: world.publications, real: world }), sequence);
      await comeToRest(world);
      onEnd(world);
      const automatic = new Set(automaticEntityIds.filter((id) => id === seedEntity.japan));
      const places = { ...outsideOf(outside, world), automatic };
      const rules = [
        ...accessRules(world.timeline.now(), places),
        ...reasonRules,
        ...auditRules(new Set([...places.taken, ...places.asked]), {
          isUnclear: (run) => mayHaveLeft(published(run)),
          approved: places.approved,
        }),
      ];
      expectToHold(
        rules.filter(({ name }) => only === undefined || name === only),
        world,
      );
    },
  );
}
