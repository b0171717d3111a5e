/** Builds the events that carry out an access decision. */
import type { CloudEvent } from '../../events/contract.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import {
  derivedSource,
  identityEventAttribute,
  identitySourceAttribute,
  policyHashAttribute,
} from '../event/derived-source.ts';
import { identityOf } from '../event/event.ts';
import type { PersonReading } from '../identity/reading.ts';
import { sha256 } from '../sha256.ts';
import type { AccessChange } from './access-decision.ts';
import type { Policy } from './policy.ts';
import { policyHash } from './policy-hash.ts';

interface AccessData {
  readonly username: string;
  readonly targetEntityIds: readonly string[];
  /** The entity in which the request is made. A revocation is made in each target entity. */
  readonly entityId?: string | undefined;
}

export type CanonicalEvent = CloudEvent<AccessData> & {
  readonly id: string;
  readonly specversion: '1.0';
  readonly datacontenttype: 'application/json';
  readonly [identitySourceAttribute]: string;
  readonly [identityEventAttribute]: string;
  readonly [policyHashAttribute]: string;
};

const requestType = userAccessRequested.type;
const revocationType = userAccessRevoked.type;

/** The limit of the contract for `reason`. */
const maxReasonLength = 1024;

/**
 * At most one event that grants and one that revokes. Equal decisions give equal events, byte for byte, so a repeat has
 * the same id. If a changed policy names other entities, the event has another id; a policy that decides the same gives
 * an event that differs in the policy's hash alone.
 *
 * @param sourceName the name of the reading's source; the reading's id is unique within it
 */
export function canonicalEvents(
  policy: Policy,
  { login: username, grant, revoke, grantedBy, endedBy }: AccessChange,
  reading: PersonReading,
  sourceName: string,
): readonly CanonicalEvent[] {
  const { effectiveAt, audit } = reading;
  const parent = identityOf('translateIdentityEvent', sourceName, reading.id);
  const idsOf = (names: readonly string[]) => names.flatMap((name) => policy.entities[name] ?? []).toSorted();
  const event = (
    type: string,
    targetEntityIds: string[],
    rules: readonly string[],
    place: Pick<AccessData, 'entityId'>,
  ): CanonicalEvent[] =>
    targetEntityIds.length === 0
      ? []
      : [
          {
            specversion: '1.0',
            type,
            source: derivedSource,
            [identitySourceAttribute]: sourceName,
            [identityEventAttribute]: reading.id,
            [policyHashAttribute]: policyHash(policy),
            // A change with another effective date is another event.
            id: sha256([parent, type, [username, ...targetEntityIds], effectiveAt ?? null]),
            // The age of an effective-dated change counts from its effective date.
            time: effectiveAt ?? reading.time,
            datacontenttype: 'application/json',
            correlationid: audit.correlationId ?? `${sourceName}:${reading.id}`,
            data: {
              username,
              targetEntityIds,
              ...place,
              requestedBy: audit.requestedBy ?? sourceName,
              reason: eventReason(reading, rules),
            },
          },
        ];
  return [
    ...event(requestType, idsOf(grant), grantedBy, { entityId: policy.entities[policy.homeEntity] }),
    ...event(revocationType, idsOf(revoke), endedBy, {}),
  ];
}

/**
 * The message's body in JSON, with escapes for characters that a text of a source may contain. SQS refuses two of them.
 * And `<` can begin a keyword, such as `<aws.scheduler.execution-id>`, that EventBridge Scheduler would replace:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function messageBody(event: CanonicalEvent): string {
  return JSON.stringify(event).replace(/[<\uFFFE\uFFFF]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The change and the policy's rules, then the publisher's own reason. */
function eventReason({ change, audit }: PersonReading, rules: readonly string[]): string {
  const decided = [change, ...rules.map((id, index) => (index === 0 ? `by policy: ${id}` : id))].join(', ');
  return (audit.reason === undefined ? decided : `${decided}; ${audit.reason}`).slice(0, maxReasonLength);
}
