/** Builds the events that tell what was decided about a person. */
import type { CloudEvent } from '../../events/contract.ts';
import { userAccessDecided } from '../../events/user-access-decided.ts';
import type { DecisionTerms, OtherLoginTerms } from '../decision-terms.ts';
import {
  derivedSource,
  effectiveAtAttribute,
  identityEventAttribute,
  identitySourceAttribute,
  policyHashAttribute,
  reportedAtAttribute,
} from '../event/derived-source.ts';
import type { OutgoingEvent } from '../ledger/effective-change.ts';
import { foldLogin } from '../login.ts';
import type { Policy } from '../policy/policy.ts';
import { policyHash } from '../policy/policy-hash.ts';
import { sha256 } from '../sha256.ts';
import type { DecidedAccess, RulesByEntity } from './decided-access.ts';
import type { HeldLogin, KnownPerson } from './known-person.ts';
import type { Occasion } from './occasion.ts';
import { chainOf } from './renamed-logins.ts';

interface DecidedData extends DecisionTerms {
  readonly username: string;
  /** The home entity. */
  readonly entityId: string | undefined;
  readonly ended: DecisionTerms['denials'];
}

export type DecidedEvent = CloudEvent<DecidedData> & {
  readonly id: string;
  readonly specversion: '1.0';
  readonly datacontenttype: 'application/json';
  readonly [identitySourceAttribute]: string;
  readonly [identityEventAttribute]: string;
  readonly [policyHashAttribute]: string;
  readonly [effectiveAtAttribute]?: string;
  readonly [reportedAtAttribute]?: string;
};

/** The limit of the contract for `reason`. */
const maxReasonLength = 1024;

/** The contract takes no more entities in all lists together. */
const maxEntities = 100;

/** In characters of JSON: the contract takes 20 KB for the lists of entities. */
const maxListsLength = 19 * 1024;

/** One event for each login of the person: until Zuora has the new one, it has the old one. None before the first decision. */
export function decidedEvents(policy: Policy, person: KnownPerson, occasion: Occasion): readonly DecidedEvent[] {
  const { id, logins, decided, revision } = person;
  if (revision === 0) return [];
  const { reading, source } = occasion;
  const chains = logins.map(({ login }) => chainOf(logins, login).map((other) => otherLogin(other, decided)));
  const data = decidedData(policy, decided, chains);
  return logins.map(({ login, generation, leftBefore }, index) => ({
    specversion: '1.0',
    type: userAccessDecided.type,
    source: derivedSource,
    [identitySourceAttribute]: source,
    [identityEventAttribute]: reading.id,
    [policyHashAttribute]: policyHash(policy),
    ...otherTimes(reading),
    id: sha256([id, foldLogin(login), generation, revision, ...(chains[index]?.length ? [chains[index]] : [])]),
    time: reading.effectiveAt ?? reading.time,
    datacontenttype: 'application/json',
    correlationid: reading.audit.correlationId ?? `${source}:${reading.id}`,
    data: {
      personId: id,
      username: login,
      generation,
      revision,
      ...data,
      ...newestLeaving(decided.leftAt, leftBefore),
      ...(chains[index]?.length && { otherLogins: chains[index] }),
      requestedBy: reading.audit.requestedBy ?? source,
      reason: reasonOf(occasion),
    },
  }));
}

/** Somebody who is reported late left before; what was announced was reported before it held. */
function otherTimes({ time, effectiveAt = time, since = effectiveAt }: Occasion['reading']) {
  return {
    ...(since !== effectiveAt && { [effectiveAtAttribute]: since }),
    ...(time !== effectiveAt && { [reportedAtAttribute]: time }),
  };
}

function otherLogin({ login, generation, leftBefore }: HeldLogin, { leftAt }: DecidedAccess): OtherLoginTerms {
  return { login, generation, ...newestLeaving(leftAt, leftBefore) };
}

/** @param chains what goes with the lists of entities, in one or the other of the events */
function decidedData(policy: Policy, decided: DecidedAccess, chains: readonly (readonly OtherLoginTerms[])[]) {
  const { assignments, denials, isSuspended, hasLeft, mayHaveLeft, home } = decided;
  const ended = endsToTell(policy, decided);
  const lists = (maxRules: number) => ({
    ruleAssignments: listed(assignments, maxRules),
    denials: listed(denials, maxRules),
    ended: listed(ended, maxRules),
  });
  // A few rules of each entity tell as much as a hundred.
  const room = maxListsLength - Math.max(0, ...chains.map((others) => JSON.stringify(others).length));
  const fitting = [100, 10, 3].map(lists).find((all) => JSON.stringify(all).length <= room);
  return { entityId: home, isSuspended, hasLeft, ...(mayHaveLeft && { mayHaveLeft }), ...(fitting ?? lists(1)) };
}

/**
 * As many ends as fit. Those of entities that the policy names no more come last, the oldest at the end: a decision has named
 * them before, so the access ends all the same.
 */
function endsToTell({ entities }: Policy, { assignments, denials, ended }: DecidedAccess): RulesByEntity {
  const room = Math.max(0, maxEntities - assignments.size - denials.size);
  if (ended.size <= room) return ended;
  const named = new Set(Object.values(entities));
  const isLast = ([id]: readonly [string, readonly string[]]) => Number(!named.has(id));
  const all = [...ended].toReversed().toSorted((one, other) => isLast(one) - isLast(other));
  return new Map(all.slice(0, room));
}

function newestLeaving(leftAt: string | undefined, leftBefore = leftAt): Pick<DecidedData, 'leftAt'> {
  const newest = leftAt !== undefined && leftAt > (leftBefore ?? '') ? leftAt : leftBefore;
  return newest === undefined ? {} : { leftAt: newest };
}

function listed(rules: RulesByEntity, maxRules: number): DecisionTerms['denials'] {
  return [...rules].map(([entityId, ids]) => ({ entityId, rules: ids.toSorted().slice(0, maxRules) }));
}

/** The change and the policy's rules, then the publisher's own reason. */
function reasonOf({ reading: { change, audit }, rules }: Occasion): string {
  const decided = [change, ...rules.map((id, index) => (index === 0 ? `by policy: ${id}` : id))].join(', ');
  return (audit.reason === undefined ? decided : `${decided}; ${audit.reason}`).slice(0, maxReasonLength);
}

/** As they are sent. */
export function outgoingEvents(events: readonly DecidedEvent[]): readonly OutgoingEvent[] {
  return events.map((event) => ({ id: event.id, type: event.type, body: messageBody(event) }));
}

/**
 * The message's body in JSON, with escapes for characters that a text of a source may contain. SQS refuses two of them.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function messageBody(event: DecidedEvent): string {
  return JSON.stringify(event).replace(/[\uFFFE\uFFFF]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
