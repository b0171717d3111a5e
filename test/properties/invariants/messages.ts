/** What must hold of messages: none is lost, none given up too early, and SQS is told exactly what became of each. */
import { outcomeUnknown } from '../../../lib/account/entity-access.ts';
import type { Answer } from '../../../lib/zuora/failure.ts';
import type { DeadLettered } from '../world/trace.ts';
import { eventOf, isBefore, isSuccess, releaseEffects } from './calls-of-events.ts';
import type { Invariant, Run } from './invariant.ts';

export const messageInvariants: readonly Invariant[] = [
  {
    name: 'no message is lost',
    violations: (run) => [
      ...run.trace.acknowledged
        .filter(({ by, record, isTrue }) => !isTrue && !run.trace.deadLetters.some(isOf(by, record)))
        .filter(({ record }) => !isUnknownToZuora(record.messageId, run))
        .map(
          ({ record }) => `${record.messageId} was acknowledged, but neither applied nor dead-lettered: ${record.body}`,
        ),
      ...run.trace.hidden
        .filter(({ at, message, until }) => {
          const { messageAgeLimit, queueRetention } = run.settings;
          return at.time < message.sentAt + messageAgeLimit && until >= message.sentAt + queueRetention;
        })
        .map(({ message }) => `${message.messageId} was hidden until SQS had deleted it`),
      ...run.queues.messages.map(
        ({ messageId, receives }) => `${messageId} never ends: it was received ${receives} times`,
      ),
    ],
  },
  {
    name: 'the batch answer is exact',
    violations: ({ trace, publications }) =>
      trace.returns.flatMap(({ by, failures }) => {
        const ids = by.records.map(({ messageId }) => messageId);
        const ended = by.records.filter(({ messageId }) => !failures.includes(messageId));
        const events = ended.map(({ messageId }) => publications.get(messageId).event);
        const strangers = failures.filter((id, index) => !ids.includes(id) || failures.indexOf(id) !== index);
        const done = trace.recordWrites
          .filter((write) => write.by === by && write.told && write.item['state']?.S === 'done')
          // A later delivery of a done event may have to wait until its account is released.
          .filter(({ previous }) => previous?.['state']?.S !== 'done')
          .map(({ item }) => publications.get(item['messageId']?.S ?? '').event);
        // The message comes back, finds its event done, and is acknowledged then.
        const isReleased = !releaseEffects.some((ending) => by.unanswered.includes(ending));
        const dead = trace.deadLetters.filter((deadLetter) => deadLetter.by === by && deadLetter.told);
        return [
          ...strangers.map((id) => `${id} is not in the batch, or was named twice`),
          ...done
            .filter((event) => isReleased && !events.includes(event))
            .map((event) => `${event} was applied, but failed`),
          ...dead
            .filter(({ body }) => count(dead, body) > count(ended, body))
            .map(({ body }) => `it was dead-lettered, but failed: ${body}`),
        ];
      }),
  },
  {
    name: 'no message is dead-lettered before its time',
    violations: (run) => run.trace.deadLetters.filter((one) => isTooEarly(one, run)).map(describe),
  },
  {
    name: 'no message is dead-lettered as refused unless a look has shown that it is not done',
    violations: (run) => run.trace.deadLetters.filter((one) => isRefused(one) && !isLookedAt(one, run)).map(describe),
  },
];

function isRefused({ attributes }: DeadLettered): boolean {
  const refusals = ['permission-denied', 'not-found', 'business-rule', 'rejected', outcomeUnknown];
  return refusals.includes(attributes['reason']?.StringValue ?? '');
}

/** Whether a look after a write was answered, and could not have shown the work done. */
function isLookedAt({ at, by, body, attributes }: DeadLettered, run: Run): boolean {
  const { trace, publications, subject } = run;
  const event = publications.find(attributes['originalMessageId']?.StringValue)?.event ?? '';
  const { wish } = publications.ofEvent(event).find((publication) => publication.body === body) ?? {};
  const all = trace.calls.filter((call) => eventOf(call, run) === event && call.sent.order < at.order);
  const own = all.filter((call) => call.by === by);
  // While the same message comes again, such a request is not repeated: an earlier attempt has sent it.
  const isUnknown = attributes['reason']?.StringValue === outcomeUnknown;
  const write = (isUnknown ? all : own).find(
    ({ effect, url, begun }) => effect === 'act' && url.pathname === wish?.path && begun !== undefined,
  );
  const looks = own.filter(({ effect, heard }) => effect === 'look' && isSuccess(heard));
  return looks.some(({ begun, url: { host } }) => {
    if (!begun || !write?.begun || begun.order < write.begun.order) return false;
    const changed = trace.calls
      .filter(({ url, ended }) => url.host === host && url.pathname === wish?.path && isBefore(ended, begun))
      .flatMap(({ changes }) => changes.filter(subject.isVisible).map(subject.targetOf));
    return !wish?.targets.every((target) => changed.includes(target));
  });
}

/** How long a search for a user remembers what Zuora said, over the attempts of a message. Milliseconds. */
const searchAge = 15 * 60_000;

/**
 * Whether Zuora has said that there is no such user. Of an end it has said so twice, and not found them in between: then
 * nobody can lose anything. A request waits for the user, and the account is due: test/properties/access.test.ts holds that.
 */
function isUnknownToZuora(messageId: string, run: Run): boolean {
  const { trace, publications, subject } = run;
  const { access } = subject.operation;
  if (access !== 'revokes' && access !== 'requests') return false;
  const { event } = publications.get(messageId);
  const looks = trace.calls
    .filter((call) => call.effect === 'look' && eventOf(call, run) === event && call.heard !== undefined)
    .filter(({ heard }) => isDenial(heard) || /"success":true/.test(heard?.body ?? ''));
  if (access === 'requests') return looks.some(({ heard }) => isDenial(heard));
  return looks.some(({ heard, sent }, index) => {
    const next = looks[index + 1];
    return isDenial(heard) && isDenial(next?.heard) && (next?.sent.time ?? 0) - sent.time <= searchAge;
  });
}

function isDenial(answer: Answer | undefined): boolean {
  return /"code":\d*40\b/.test(answer?.body ?? '');
}

function isOf(by: DeadLettered['by'], { body }: { body: string }) {
  return (deadLetter: DeadLettered) => deadLetter.by === by && deadLetter.body === body;
}

function count(all: readonly { readonly body: string }[], body: string): number {
  return all.filter((one) => one.body === body).length;
}

/** Why a message waits through no fault of its own. */
const faultless = ['credentials-rejected', 'secret-unreadable', 'held', 'out-of-time', 'not-started'];

function isTooEarly(deadLetter: DeadLettered, { trace, settings, publications }: Run): boolean {
  const reason = deadLetter.attributes['reason']?.StringValue ?? '';
  const [, cause] = /"detail":"([a-z-]+)/.exec(deadLetter.attributes['deadLetter']?.StringValue ?? '') ?? [];
  const records = (deadLetter.by?.records ?? []).filter(({ body }) => body === deadLetter.body);
  const latestRetry = deadLetter.at.time + settings.retryAfterCap;
  const isOld = records.some(
    ({ attributes }) => latestRetry > Number(attributes.SentTimestamp) + settings.messageAgeLimit,
  );
  const events = records.map(({ messageId }) => publications.get(messageId).event);
  if (reason === 'payload-mismatch') {
    return events.every((event) => publications.ofEvent(event).every(({ body }) => body === deadLetter.body));
  }
  if (reason === 'stale') {
    return deadLetter.at.time - Date.parse(JSON.parse(deadLetter.body).time) <= settings.staleAfter;
  }
  if (reason !== 'retries-exhausted') return faultless.includes(reason);
  if (cause && faultless.includes(cause)) return cause === 'held' || !isOld;
  const isOver = records.some(
    ({ attributes }) => latestRetry > Number(attributes.ApproximateFirstReceiveTimestamp) + settings.retryWindow,
  );
  const internalErrors = trace.calls.filter(
    ({ answer, headers }) =>
      /"code":\d{6}(60|99)\b/.test(answer?.body ?? '') &&
      events.includes(publications.find(headers['Zuora-Track-Id'])?.event ?? ''),
  );
  return !isOld && !isOver && internalErrors.length <= 5;
}

function describe({ body, attributes }: DeadLettered): string {
  return `${attributes['reason']?.StringValue} ${attributes['deadLetter']?.StringValue} ${body}`;
}
