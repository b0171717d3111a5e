/** The calls to Zuora for a decision, unless their work is already done. */
import type { DecidedEvent } from '../../lib/people/decided-event.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { calls } from '../../lib/zuora/calls.ts';
import type { Trial } from './trial.ts';

export interface ZuoraCall {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  /** The entity that the call is made in. */
  readonly entityId: string | undefined;
}

/** One call for each entity: in the entity itself to end access, in the home entity to request it. Ends come first. */
export function zuoraCallsOf(
  { entities }: Policy,
  { line: { revoked = [] }, events }: Pick<Trial, 'line' | 'events'>,
): readonly ZuoraCall[] {
  const ended = revoked.flatMap((name) => entities[name] ?? []);
  return events.flatMap(({ data }) => {
    const over = new Set([...ended, ...data.denials.map(({ entityId }) => entityId)]);
    return [...[...over].map((id) => endOf(data, id)), ...requestsOf(data)];
  });
}

function endOf({ username }: DecidedEvent['data'], entityId: string): ZuoraCall {
  const { method, request } = calls.revokeUserAccess;
  return { method, ...request({ username }), entityId };
}

function requestsOf({ username, entityId, ruleAssignments }: DecidedEvent['data']): readonly ZuoraCall[] {
  const { method, request } = calls.requestUserAccess;
  return ruleAssignments.map(({ entityId: target }) => ({
    ...{ method, ...request({ username, targetEntityIds: [target] }) },
    entityId,
  }));
}
