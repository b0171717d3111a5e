/** The ways that a message may take, and what each effect on them leaves behind. */
import type { Subject } from './subjects.ts';
import type { Wish } from './wishes.ts';
import type { Fate } from './world/fates.ts';
import type { World } from './world/world.ts';

/** What a process that was cut off can have left behind. */
export type Mark =
  | 'record held'
  | 'account held'
  | 'record settled'
  | 'Zuora changed'
  | 'message hidden'
  | 'dead letter';

interface Effect {
  /** What is there once it has happened, and what no longer is. */
  readonly leaves?: Mark;
  readonly ends?: Mark;
  /** Only operations that give or take access have it. */
  readonly ofAccess?: true;
  /** Only a message with more entities than there are calls in flight has it. */
  readonly ofSeveral?: true;
}

/** A row for each kind of effect. */
export const effects: Readonly<Record<string, Effect>> = {
  claim: { leaves: 'record held', ends: 'record settled' },
  'read record': {},
  'take over': { ofAccess: true },
  'acquire account': { leaves: 'account held', ofAccess: true },
  secret: {},
  token: {},
  look: {},
  act: { leaves: 'Zuora changed' },
  'record account': { ofSeveral: true },
  'write entry': { ofAccess: true },
  'remember login': { ofAccess: true },
  'release account': { ends: 'account held', ofAccess: true },
  settle: { leaves: 'record settled', ends: 'record held' },
  renew: {},
  'queue url': {},
  hide: { leaves: 'message hidden' },
  'dead letter': { leaves: 'dead letter' },
};

export interface Path {
  readonly name: string;
  /** Brings the world to where the message is about to be delivered. */
  readonly prepare: (world: World) => Promise<void> | void;
  /** Effects that leave nothing this time, however often each is named here: a condition fails, Zuora refuses. */
  readonly idle: readonly string[];
  /** How it ends after all. */
  readonly ends: 'applied' | 'dead-lettered';
  /** Whether the message has two entities, of which the operation writes in one after the other. */
  readonly hasTwoEntities?: true;
}

const paths: readonly Path[] = [
  {
    name: 'a message that is applied',
    prepare: publish,
    idle: [],
    ends: 'applied',
  },
  {
    name: 'a message with two entities',
    prepare: (world) => world.publish(withTwoEntities(world.subject) ?? world.subject.wishes[0], 'one'),
    idle: [],
    ends: 'applied',
    hasTwoEntities: true,
  },
  {
    name: 'a message whose token is no longer taken',
    prepare: next('look', { kind: 'is refused', status: 401, body: '{"message":"Authentication error"}' }),
    idle: [],
    ends: 'applied',
  },
  {
    name: 'a message that is tried again',
    prepare: next('act', { kind: 'is refused', status: 503, body: 'Service Unavailable' }),
    idle: ['act'],
    ends: 'applied',
  },
  {
    name: 'a message whose write is not answered',
    prepare: next('act', { kind: 'loses its answer' }),
    idle: [],
    ends: 'applied',
  },
  {
    name: 'a message whose credentials are rejected',
    prepare: (world) => {
      publish(world);
      world.secret.spoil();
    },
    idle: [],
    ends: 'applied',
  },
  {
    name: 'a message whose event is done',
    prepare: async (world) => {
      publish(world);
      world.deliver(1);
      await world.step();
      publish(world);
    },
    idle: ['claim'],
    ends: 'applied',
  },
  {
    name: 'a message whose event is in other hands',
    prepare: async (world) => {
      publish(world);
      world.deliver(1);
      await world.step(1);
      world.killAll();
      publish(world);
    },
    idle: ['claim'],
    ends: 'applied',
  },
  {
    name: 'a message that corrects an event',
    prepare: async (world) => {
      world.publish(world.subject.wishes[3], 'one');
      world.deliver(1);
      await world.step();
      world.queues.takeDeadLetter();
      publish(world);
    },
    idle: ['claim'],
    ends: 'applied',
  },
  {
    name: 'a message that Zuora refuses',
    prepare: (world) => world.publish(world.subject.wishes[3], 'one'),
    idle: ['act'],
    ends: 'dead-lettered',
  },
  {
    name: 'a message that is no event',
    prepare: (world) => world.send('no event'),
    idle: [],
    ends: 'dead-lettered',
  },
];

/** What may happen to an operation's messages. */
export function effectsOn(subject: Subject): string[] {
  const hasSeveral = withTwoEntities(subject) !== undefined;
  return Object.entries(effects)
    .filter(([, { ofAccess }]) => !ofAccess || subject.operation.access)
    .filter(([, { ofSeveral }]) => !ofSeveral || hasSeveral)
    .map(([name]) => name);
}

/** An operation on connections, or one that approves, has no message with several entities. */
export function pathsOf(subject: Subject): readonly Path[] {
  return paths.filter(({ hasTwoEntities }) => !hasTwoEntities || withTwoEntities(subject) !== undefined);
}

function withTwoEntities({ wishes }: Subject): Wish | undefined {
  return wishes.find(({ targets }) => targets.length === 2);
}

function publish(world: World): void {
  world.publish(world.subject.wishes[0], 'one');
}

function next(effect: string, fate: Fate): Path['prepare'] {
  return (world) => {
    publish(world);
    world.fates.plant(effect, fate);
  };
}

/** What there is, by the world's own state. */
export function marksOf({ table, queues, trace, timeline, settings }: World): Set<Mark> {
  const latest = (isOfEvent: boolean) => {
    const write = trace.recordWrites.findLast(({ item }) => 'unsettled' in item === isOfEvent);
    const TableName = isOfEvent ? settings.ledger : settings.accounts;
    return write && table.get({ TableName, Key: { identity: write.item['identity'] ?? { S: '' } } });
  };
  const record = latest(true);
  const untouched = timeline.now() + settings.visibilityTimeout;
  const found: [Mark, boolean][] = [
    ['record held', record?.['unsettled']?.BOOL === true],
    ['record settled', record?.['unsettled']?.BOOL === false],
    ['account held', Number(latest(false)?.['freeAt']?.N) > timeline.now()],
    ['Zuora changed', trace.calls.some(({ changes }) => changes.length > 0)],
    ['message hidden', queues.messages.some(({ visibleAt }) => visibleAt > timeline.now() && visibleAt !== untouched)],
    ['dead letter', queues.deadLetters.length > 0],
  ];
  return new Set(found.filter(([, isThere]) => isThere).map(([mark]) => mark));
}

/** What there should be after these effects, by the table. */
export function marksAfter(before: ReadonlySet<Mark>, happened: readonly string[], { idle }: Path): Set<Mark> {
  const marks = new Set(before);
  const left = [...idle];
  for (const effect of happened) {
    const { leaves, ends } = effects[effect] ?? {};
    const index = left.indexOf(effect);
    if (index >= 0) left.splice(index, 1);
    else {
      if (ends) marks.delete(ends);
      if (leaves) marks.add(leaves);
    }
  }
  return marks;
}
