/** Translates one message of identity events, from its body to its disposition. */
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import { siblingArn } from '../arn.ts';
import type { Deadline } from '../delivery/deadline.ts';
import type { ReceivedMessage, Services } from '../delivery/delivery.ts';
import { conclude, withoutRecord } from '../delivery/ending.ts';
import { resultOfError } from '../delivery/error-result.ts';
import { ServiceError } from '../errors.ts';
import type { OutgoingEvent } from '../ledger/effective-change.ts';
import type { EffectiveChanges } from '../ledger/effective-changes.ts';
import { isAcknowledged } from '../outcome.ts';
import { People } from '../people/people.ts';
import type { PeopleTable } from '../people/people-table.ts';
import type { PolicyChoice } from '../policy-in-force/policy-choice.ts';
import { safeguardOf } from '../safeguard/safeguard.ts';
import type { SafeguardStore } from '../safeguard/safeguard-store.ts';
import { firstMessageId, firstSentAt } from '../sqs/first-sending.ts';
import type { Arrivals } from '../traffic/arrivals.ts';
import { sendDeadLetters } from './bad-bodies.ts';
import { findDueChange } from './due-change.ts';
import { rememberGroupEnds, walkMembers } from './group-ending.ts';
import { inParallel } from './in-parallel.ts';
import { type LearningRules, type LearntChanges, learnAll } from './message-learning.ts';
import type { OperationQueues } from './operation-queues.ts';
import { type EventLine, planMessage } from './plan.ts';
import type { TranslationSettings } from './settings.ts';
import { recordStatements } from './statement-recording.ts';
import { readWakeUp } from './wake-up.ts';
import type { WakeUps } from './wake-ups.ts';

const noPolicy = new ServiceError(
  'no-policy',
  'This stage was packaged without a policy, and none is in force. Write policy.yml (docs/policy.md) and deploy again.',
);

/** The effects, built once a process. */
export interface TranslationServices extends Pick<Services, 'queue' | 'telemetry' | 'now' | 'random'> {
  readonly settings: TranslationSettings;
  readonly queues: OperationQueues;
  readonly changes: EffectiveChanges;
  readonly people: PeopleTable;
  readonly policies: PolicyChoice;
  readonly safeguard: SafeguardStore;
  readonly arrivals: Arrivals;
  readonly wakeUps: WakeUps;
}

export interface IdentityMessage extends ReceivedMessage {
  readonly services: TranslationServices;
  readonly deadline: Deadline;
}

/**
 * Never throws. If any part fails, the whole message is retried: what was learnt is not learnt twice, and the decision is
 * sent again.
 *
 * @returns whether SQS may delete the message
 */
export async function translateMessage(message: IdentityMessage): Promise<boolean> {
  const { record, services } = message;
  const requireTime = () => message.deadline.requireCall(services.settings.awsTimeout);
  try {
    const policy = await services.policies.find(requireTime);
    if (!policy) throw noPolicy;
    const safeguard = safeguardOf(services.safeguard.within(requireTime), policy);
    const learning: Learning = {
      ...{ policy, safeguard },
      people: new People(services.people.within(requireTime), policy, services.now, safeguard),
    };
    const wakeUp = readWakeUp(record.body);
    if (wakeUp === undefined) await translateEvents(message, learning, requireTime);
    else await carryOutDueChange(message, learning, wakeUp, requireTime);
    return true;
  } catch (error) {
    const { outcome } = await conclude(message, withoutRecord(message, resultOfError(error)));
    return isAcknowledged(outcome);
  }
}

interface Learning extends LearningRules {
  readonly people: People;
}

async function translateEvents(
  message: IdentityMessage,
  { people, ...rules }: Learning,
  requireTime: () => void,
): Promise<void> {
  const { record, services } = message;
  const messageId = firstMessageId(record);
  const sentAt = firstSentAt(record);
  const { changes, bad, heardFrom } = planMessage(rules.policy, record.body, new Date(sentAt).toISOString());
  const table = services.people.within(requireTime);
  const groupEnds = await rememberGroupEnds(table, changes);
  const recorded = await recordStatements(services.changes, changes, messageId, requireTime);
  const said = new Map(recorded.flatMap(({ now }, index) => ('reading' in now ? [[index, now] as const] : [])));
  const { learnt, failure } = await learnAll(people, rules, said);
  await send(message, learnt, messageId, requireTime);
  await walkMembers({ ...services, people: table }, groupEnds, record.eventSourceARN, requireTime);
  const waits = recorded.flatMap(({ waits: date }) => date ?? []);
  await inParallel(waits, (date) => services.wakeUps.set(date, record.eventSourceARN, requireTime));
  if (failure !== undefined) throw toldBefore(message, learnt, failure);
  // Last, so that no later failure makes a second dead letter.
  await sendDeadLetters(message, bad);
  const lines = new Map(learnt.flatMap(({ lines: ofPerson }) => [...ofPerson]));
  report(
    message,
    recorded.flatMap(({ now }, index) =>
      'outcome' in now ? now : 'line' in now ? now.line : (lines.get(index) ?? []),
    ),
  );
  await services.arrivals.note({ messageId: record.messageId, names: heardFrom, at: sentAt }, requireTime);
}

/** After a crash at any point all of it is done again, since the record says that the change is started. */
async function carryOutDueChange(
  message: IdentityMessage,
  { people, ...rules }: Learning,
  identity: string,
  requireTime: () => void,
): Promise<void> {
  const { changes, wakeUps } = message.services;
  const { line, said, events, started, waits } = await findDueChange(changes, identity, requireTime);
  const { learnt, failure } = await learnAll(people, rules, new Map(said === undefined ? [] : [[0, said]]));
  // The message that announced the change, not the one that wakes it.
  await send(message, [...learnt, { events, source: line.source }], started?.messageId, requireTime);
  if (waits !== undefined) await wakeUps.set(waits, message.record.eventSourceARN, requireTime);
  if (failure !== undefined) throw toldBefore(message, learnt, failure);
  if (started !== undefined) {
    requireTime();
    await changes.finish(started);
  }
  const [told] = learnt.flatMap(({ lines }) => [...lines.values()]);
  report(message, [told === undefined ? line : { ...told, reason: told.reason ?? 'due' }]);
}

async function send(
  { record, services }: IdentityMessage,
  all: readonly { readonly events: readonly OutgoingEvent[]; readonly source: string | undefined }[],
  identityMessageId: string | undefined,
  requireTime: () => void,
): Promise<void> {
  const { queues, settings } = services;
  const byQueue = Map.groupBy(
    // The import of one source must not delay the leavers of another.
    all.flatMap(({ events, source }) => events.map((event) => ({ event, group: source }))),
    ({ event }) => queueOf(event, settings),
  );
  for (const [queue, events] of byQueue) {
    const outgoing = events.map(({ event, group }) => ({ body: event.body, delay: 0, group, identityMessageId }));
    await queues.send(siblingArn(record.eventSourceARN, queue), outgoing, requireTime);
  }
}

const changing: readonly EventLine['outcome'][] = ['translated', 'quarantined'];

/** The message comes back, and changes nothing then of those people of whom it is done. */
function toldBefore<Failure>(message: IdentityMessage, learnt: readonly LearntChanges[], failure: Failure): Failure {
  const lines = learnt.flatMap(({ lines: ofPerson }) => [...ofPerson.values()]);
  tell(
    message,
    lines.filter(({ outcome, reported, ending }) => changing.includes(outcome) || reported || ending),
  );
  return failure;
}

function report(message: IdentityMessage, lines: readonly EventLine[]): void {
  const { record, services, startedAt } = message;
  tell(message, lines);
  services.telemetry.queueAge(Math.max(0, startedAt - Number(record.attributes.SentTimestamp)));
}

function tell({ operation, record, services }: IdentityMessage, lines: readonly EventLine[]): void {
  for (const line of lines) {
    services.telemetry.translation({ operation: operation.name, messageId: record.messageId, ...line });
  }
}

/** Earlier releases announced requests and revocations. */
function queueOf(
  { type }: OutgoingEvent,
  { requestQueue, revocationQueue, decisionQueue }: TranslationSettings,
): string {
  if (type === userAccessRequested.type) return requestQueue;
  return type === userAccessRevoked.type ? revocationQueue : decisionQueue;
}
