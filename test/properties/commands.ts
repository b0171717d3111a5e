/** Everything that may happen to the system, as commands that fast-check strings together. */
import * as fc from 'fast-check';
import { always, type Command, command } from './command.ts';
import { publish, publishForged, publishLong, publishNonsense } from './publishing.ts';
import { type Fate, refusals } from './world/fates.ts';

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

const deliver = fc
  .integer({ min: 1, max: 4 })
  .map((most) => command('deliver', (world) => world.deliver(most), [most]));

const deliverNext = always('wait for messages and deliver', async (world) => {
  await world.waitForMessages();
  world.deliver(2);
});

const deliverTwice = always('deliver twice at once', (world) => world.deliverAgain(world.deliver(2)));

const step = fc.integer({ min: 1, max: 15 }).map((most) => command('step', (world) => world.step(most), [most]));

const wait = fc
  .oneof(fc.integer({ min: 1, max: 900 }), fc.constantFrom(120, 130, 250, 720))
  .map((time) => command('wait seconds', (world) => world.wait(time * second), [time]));

const stall = fc.tuple(fc.integer({ min: 1, max: 900 }), fc.boolean()).map(([time, outlives]) =>
  command(
    outlives ? 'delay answers past the lease' : 'delay answers',
    (world) => {
      if (outlives) world.busyExecution?.outliveDeadline();
      return world.stall(time * second);
    },
    [time],
  ),
);

const jump = fc
  .constantFrom<[string, number]>(['jump 25 hours', 25 * hour], ['jump 15 days', 15 * day])
  .map(([kind, time]) => command(kind, (world) => world.wait(time)));

const crash = always('crash', (world) => world.busyExecution?.kill());
const wearOut = always('crash a hundred times', (world) => world.queues.wearOut());

const fate = (effects: readonly string[], fates: readonly Fate[]) =>
  fc
    .tuple(fc.constantFrom(...effects), fc.constantFrom(...fates))
    .map(([effect, fate]) =>
      command(`next ${effect} ${fate.kind}`, (world) => world.fates.plant(effect, fate), [fate]),
    );

const awsFault = fate(
  [
    'claim',
    'read record',
    'acquire account',
    'release account',
    'settle',
    'renew',
    'secret',
    'queue url',
    'hide',
    'dead letter',
  ],
  [{ kind: 'is not sent' }, { kind: 'loses its answer' }, { kind: 'is repeated' }],
);

const lostAnswer = fate(
  ['token', 'look', 'act'],
  [
    { kind: 'is not sent' },
    { kind: 'loses its answer' },
    ...[502, 403, 408].map((status): Fate => ({ kind: 'is masked', status })),
  ],
);

/** An ending that fails half-way: Zuora has answered, and one of the two records does not get it. */
export const halfEnding = fate(['settle', 'release account'], [{ kind: 'is not sent' }, { kind: 'loses its answer' }]);

/** The calls of several entities that fail differently. */
const severalFaults = (fates: readonly Fate[]) =>
  fc
    .array(fc.tuple(fc.constantFrom('token', 'look', 'act'), fc.constantFrom(...fates)), { minLength: 2, maxLength: 4 })
    .map((planted) =>
      command(
        'next calls fail differently',
        ({ fates }) => {
          for (const [effect, fate] of planted) fates.plant(effect, fate);
        },
        planted,
      ),
    );

/** Some end within our patience, some when we have long given up. */
const longCall = fate(
  ['look', 'act'],
  [20, 40, 119].map((time) => ({ kind: 'takes long', milliseconds: time * second })),
);

const refusal = fate(
  ['token', 'look', 'act'],
  refusals.map((refusal) => ({ kind: 'is refused', ...refusal })),
);

const secret = fc.oneof(
  always('rotate at Zuora', ({ secret }) => secret.rotateAtZuora()),
  always('store the secret', ({ secret }) => secret.store()),
  always('spoil the secret', ({ secret }) => secret.spoil()),
  always('move to another tenant', ({ secret }) => secret.moveToOtherTenant()),
  always('expire tokens', ({ tenants }) => {
    for (const tenant of tenants) tenant.expireTokens();
  }),
);

const redrive = fc
  .boolean()
  .map((keepsId) => command(`redrive with ${keepsId ? 'the same ID' : 'a new ID'}`, (world) => world.redrive(keepsId)));

const patience = fc
  .constantFrom(20, 40, 60)
  .map((time) => command('wait seconds', (world) => world.wait(time * second), [time]));

/** Any of these may end well at a later attempt. */
const passingFates: readonly Fate[] = [
  { kind: 'goes well' },
  { kind: 'is not sent' },
  { kind: 'loses its answer' },
  { kind: 'is masked', status: 502 },
  { kind: 'takes long', milliseconds: 119 * second },
];

/** Nothing goes wrong but that Zuora is slow. */
export const slowness = fc.oneof(
  { weight: 14, arbitrary: step },
  { weight: 10, arbitrary: deliverNext },
  { weight: 6, arbitrary: patience },
  { weight: 10, arbitrary: longCall },
);

/** What may happen to messages of the same user without any of them being given up. */
export const disturbances = fc.oneof(
  { weight: 40, arbitrary: slowness },
  { weight: 4, arbitrary: deliver },
  { weight: 4, arbitrary: deliverTwice },
  { weight: 3, arbitrary: wait },
  { weight: 2, arbitrary: stall },
  { weight: 3, arbitrary: crash },
  { weight: 3, arbitrary: awsFault },
  { weight: 3, arbitrary: lostAnswer },
  { weight: 2, arbitrary: halfEnding },
  { weight: 2, arbitrary: severalFaults(passingFates) },
);

/** How often each occurs: enough of the plain ones that the others meet something under way. */
const weighted = new Map<fc.Arbitrary<Command>, number>([
  [step, 14],
  [deliver, 4],
  [deliverNext, 10],
  [deliverTwice, 4],
  [publish, 6],
  [publishForged, 1],
  [publishLong, 1],
  [publishNonsense, 1],
  [redrive, 2],
  [wait, 3],
  [stall, 3],
  [jump, 1],
  [crash, 3],
  [wearOut, 1],
  [awsFault, 3],
  [halfEnding, 2],
  [lostAnswer, 4],
  [severalFaults([...passingFates, ...refusals.map((refusal): Fate => ({ kind: 'is refused', ...refusal }))]), 2],
  [longCall, 4],
  [refusal, 3],
  [secret, 2],
]);

/** Runs long enough that several things go wrong with one event. */
export const commands = fc.commands(
  [fc.oneof(...[...weighted].map(([arbitrary, weight]) => ({ weight, arbitrary })))],
  {
    maxCommands: 80,
    size: 'max',
  },
);
