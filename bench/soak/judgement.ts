/** Compares the schedule with Zuora, the audit log, the safeguard and the dead-letter queues: which promises were broken? */
import { approvedOffice } from '../../local/zuora/large-tenant.ts';
import { type AccessCourse, allowedBy, type MadeChanges, type OpenCourse, openPart } from './access-course.ts';
import type { FoundDeadLetter } from './aws.ts';
import { effectOf } from './effects.ts';
import type { SoakMessage } from './messages.ts';
import type { RecordedChanges } from './recorded-changes.ts';

/** The state when all queues were empty. */
export interface RunFindings extends MadeChanges {
  /** The messages of the schedule. */
  readonly published: readonly SoakMessage[];
  /** Writes that were made although their work was done. */
  readonly idleWrites: readonly string[];
  /** How often each user's request was made again that Zuora does not show. */
  readonly repeatedRequests: ReadonlyMap<string, number>;
  /**
   * Users of whom an attempt did not come to its end, as the log says. Their requests may be repeated, and the audit log may
   * have a change that was found later, and was none.
   */
  readonly triedAgain: ReadonlySet<string>;
  /** How many messages a kill can have interrupted, of whose attempts the log says nothing. */
  readonly killedMessages: number;
  readonly deadLetters: readonly FoundDeadLetter[];
  /** What the audit log has of the changes of access. */
  readonly recorded: RecordedChanges;
  /** The usernames of those who are quarantined. */
  readonly quarantined: ReadonlySet<string>;
  /** Bodies whose delivery was interrupted. A second dead letter of them, or of a part of them, is not a mistake. */
  readonly interrupted: ReadonlySet<string>;
}

/**
 * Each list names the breaks of one promise. All are empty if none is broken. A type, because `Object.entries` knows no value
 * types of an interface.
 */
export type RunJudgement = {
  /** Expected changes that did not happen, and access that is not as the events together say. */
  readonly lost: readonly string[];
  /** Changes that happened more often than the events can ask for, and repeated writes without a change. */
  readonly duplicated: readonly string[];
  /** Changes that no event asked for. */
  readonly unasked: readonly string[];
  /** Access that was given and not ended as it should be, or ended without having been given. */
  readonly halfDone: readonly string[];
  /** Changes of access that the audit log does not have. */
  readonly unrecorded: readonly string[];
  /** Changes of access that the audit log has, and Zuora does not, though no attempt at them was cut off. */
  readonly invented: readonly string[];
  /** Changes of access for which the audit log has neither an event nor a reason, or a decision without its identity event. */
  readonly unexplained: readonly string[];
  /** People who lost access, or are not quarantined, although many were to lose it by one cause; and others who are. */
  readonly unsafeguarded: readonly string[];
  /** Bad messages, or bad parts of messages, without their dead letter. */
  readonly lostPoison: readonly string[];
  /** Dead letters of good events, dead letters with a wrong reason, and one too many. */
  readonly unexpectedDeadLetters: readonly string[];
};

export function judgeRun(findings: RunFindings): RunJudgement {
  const {
    published,
    effects,
    idleWrites,
    repeatedRequests,
    triedAgain,
    killedMessages,
    recorded,
    deadLetters,
    interrupted,
  } = findings;
  const demanded = demandedEffects(published);
  const allowed = new Map([
    ...[...demanded].map((effect) => [effect, 1] as const),
    ...accessCourses(published).flatMap(allowedBy),
  ]);
  const repeated = [...effects]
    .filter(([effect, times]) => times > (allowed.get(effect) ?? 1))
    .map(([effect, times]) => `${effect}: ${times} times`);
  const needless = [...repeatedRequests.keys()]
    .filter((username) => !triedAgain.has(username))
    .slice(killedMessages)
    .map((username) => `${effectOf.request(username, approvedOffice)}: again`);
  const open = openCourses(published, findings);
  const openAs = (is: OpenCourse['is']) => open.filter((one) => one.is === is).map(({ what }) => what);
  const owed = owedDeadLetters(published);
  const whole = new Map(
    published.flatMap(({ body, expected }) => expected.deadLetters.map((part) => [part.body, body])),
  );
  const unexpectedDeadLetters: string[] = [];
  for (const { operation, reason, body } of deadLetters) {
    const key = deadLetterKey(operation, reason, body);
    const left = owed.get(key);
    if (left === undefined || (left === 0 && !interrupted.has(body) && !interrupted.has(whole.get(body) ?? '')))
      unexpectedDeadLetters.push(key);
    else owed.set(key, Math.max(0, left - 1));
  }
  return {
    lost: [...[...demanded].filter((effect) => !effects.has(effect)), ...openAs('lost')],
    duplicated: [...repeated, ...idleWrites, ...needless],
    unasked: [...effects.keys()].filter((effect) => !allowed.has(effect)),
    halfDone: openAs('half-done'),
    unrecorded: unrecordedChanges(effects, recorded),
    invented: inventedChanges(findings),
    unexplained: recorded.unexplained,
    unsafeguarded: unsafeguarded(findings),
    lostPoison: [...owed].filter(([, left]) => left > 0).map(([key]) => key),
    unexpectedDeadLetters,
  };
}

/**
 * Changes that the audit log has, and Zuora did not accept. A change found later may be none, where an attempt was cut off: see
 * docs/audit.md. A kill can interrupt as many users' attempts as messages.
 */
function inventedChanges(findings: RunFindings): readonly string[] {
  const { recorded, triedAgain, killedMessages } = findings;
  const writes = acceptedWrites(findings);
  const surplus = [...recorded.all].filter(([effect, count]) => count > (writes.get(effect) ?? 0));
  const users = new Set(surplus.map(([effect]) => effectOf.userOf(effect)).filter((user) => !triedAgain.has(user)));
  const unexcused = new Set([...users].slice(killedMessages));
  const found = surplus.filter(([effect]) => unexcused.has(effectOf.userOf(effect)));
  return [...new Set([...exceeding([...recorded.accepted], writes), ...exceeding(found, writes)])];
}

function unsafeguarded({ published, effects, quarantined }: RunFindings): readonly string[] {
  const expected = new Set(published.flatMap((message) => message.expected.quarantined));
  const ended = [...effects.keys()].filter((effect) => effectOf.isEnd(effect) && expected.has(effectOf.userOf(effect)));
  const missing = [...expected].filter((username) => !quarantined.has(username));
  const others = [...quarantined].filter((username) => !expected.has(username));
  return [
    ...ended,
    ...missing.map((username) => `${username} is not quarantined`),
    ...others.map((username) => `${username} is quarantined`),
  ];
}

/** How often Zuora accepted each change. It accepts a repeated request, too. */
function acceptedWrites({ effects, repeatedRequests }: RunFindings): ReadonlyMap<string, number> {
  const writes = new Map(effects);
  for (const [username, times] of repeatedRequests) {
    const effect = effectOf.request(username, approvedOffice);
    writes.set(effect, (writes.get(effect) ?? 0) + times);
  }
  return writes;
}

/** Access that is not as the events together say. */
export function openCourses(published: readonly SoakMessage[], made: MadeChanges): readonly OpenCourse[] {
  return accessCourses(published).flatMap((course) => openPart(course, made) ?? []);
}

/** The changes of access that the audit log does not have. */
export function unrecordedChanges(effects: ReadonlyMap<string, number>, recorded: RecordedChanges): readonly string[] {
  return exceeding(
    [...effects].filter(([effect]) => effectOf.isOfAccess(effect)),
    recorded.all,
  );
}

/** Those that happened more often than the others tell. */
function exceeding(counts: readonly (readonly [string, number])[], others: ReadonlyMap<string, number>): string[] {
  return counts
    .filter(([effect, count]) => count > (others.get(effect) ?? 0))
    .map(([effect, count]) => `${effect}: ${count} against ${others.get(effect) ?? 0}`);
}

export function isBroken(judgement: RunJudgement): boolean {
  return Object.values(judgement).some((broken) => broken.length > 0);
}

/** The changes that the events ask for, each of them once. */
export function demandedEffects(messages: readonly SoakMessage[]): ReadonlySet<string> {
  return new Set(messages.flatMap(({ expected }) => expected.changes));
}

/** What becomes of access by several events, each of them once. */
export function accessCourses(messages: readonly SoakMessage[]): readonly AccessCourse[] {
  return messages.flatMap(({ expected, isDuplicate }) => (isDuplicate ? [] : expected.courses));
}

/** The expected number of dead letters. A bad message that is sent twice counts twice. */
function owedDeadLetters(messages: readonly SoakMessage[]): Map<string, number> {
  const owed = new Map<string, number>();
  for (const { operation, expected } of messages) {
    for (const { reason, body } of expected.deadLetters) {
      const key = deadLetterKey(operation, reason, body);
      owed.set(key, (owed.get(key) ?? 0) + 1);
    }
  }
  return owed;
}

function deadLetterKey(operation: string, reason: string | undefined, body: string): string {
  return `${operation}, ${reason ?? 'without a reason'}: ${body}`;
}
