/** Whether a client's user administers an entity. No read of Zuora shows it; the refusal of a write does. */
import { calls } from '../../lib/zuora/calls.ts';
import { classify, refusalOf } from '../../lib/zuora/classify.ts';
import { ZuoraFailure } from '../../lib/zuora/failure.ts';
import type { ZuoraUser } from '../zuora/zuora-user.ts';
import type { Check } from './check.ts';
import { type Finding, type fail, ok, warn } from './finding.ts';

/** The id of a connection that does not exist. Accepting it never changes anything. */
const noConnection = '0'.repeat(32);

/**
 * @param setCommand the command that gives the entity a client of its own
 * @param onMissingRights how serious it is that the user does not administer the entity
 */
export function administratorCheck(
  user: ZuoraUser,
  entityId: string,
  setCommand: string,
  onMissingRights: typeof fail,
): Check<ZuoraFailure | undefined> {
  return {
    name: 'Administrator',
    about: entityId,
    read: () => refusalToAccept(user, entityId),
    judge: (failure) => judgeRights(failure, entityId, setCommand, onMissingRights),
    fix: "Run this again. If it fails again, follow Zuora's error message.",
  };
}

async function refusalToAccept(user: ZuoraUser, entityId: string): Promise<ZuoraFailure | undefined> {
  try {
    await user.in(entityId).call(calls.acceptEntityConnection, { connectionId: noConnection });
    return undefined;
  } catch (error) {
    if (error instanceof ZuoraFailure) return error;
    throw error;
  }
}

/** Zuora publishes neither its answers to this call nor their order. An unknown answer is shown, and not interpreted. */
export function judgeRights(
  failure: ZuoraFailure | undefined,
  entityId: string,
  setCommand: string,
  onMissingRights: typeof fail,
): Finding {
  const refusal = failure && classify(failure) === 'refused' ? refusalOf(failure) : undefined;
  if (refusal === 'not-found') return ok('Zuora lets the user accept connections');
  if (refusal === 'permission-denied') {
    return onMissingRights(
      `not an administrator of ${entityId}`,
      `In Zuora, give the OAuth client's user administrator rights in the entity. Or give the entity a client of its own: ${setCommand}`,
    );
  }
  const answer = failure?.message ?? 'success, although there is no such connection';
  return warn(`Zuora's answer does not show it: ${answer}`, 'Check in Zuora whether the user is an administrator.');
}
