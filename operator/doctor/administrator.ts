/** Whether a client's user administers an entity. No read of Zuora tells it; how it refuses a write does. */
import { calls } from '../../lib/zuora/calls.ts';
import { classify, refusalOf } from '../../lib/zuora/classify.ts';
import { ZuoraFailure } from '../../lib/zuora/failure.ts';
import type { ZuoraUser } from '../zuora/zuora-user.ts';
import type { Check } from './check.ts';
import { type Finding, type fail, ok, warn } from './finding.ts';

/** The id of a connection that does not exist. To accept it changes nothing, whoever asks. */
const noConnection = '0'.repeat(32);

/**
 * @param replace the command that gives the entity a client of its own
 * @param grave what it is when the user does not administer the entity
 */
export function administratorCheck(
  user: ZuoraUser,
  entityId: string,
  replace: string,
  grave: typeof fail,
): Check<ZuoraFailure | undefined> {
  return {
    name: 'Administrator',
    about: entityId,
    read: () => refusalToAccept(user, entityId),
    judgeRule: (failure) => judgeRights(failure, entityId, replace, grave),
    mend: 'Run this again; if it stays so, see what Zuora says.',
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

/** Zuora publishes neither its answers to this nor their order: whatever is not known is told, and nothing made of it. */
export function judgeRights(
  failure: ZuoraFailure | undefined,
  entityId: string,
  replace: string,
  grave: typeof fail,
): Finding {
  const refusal = failure && classify(failure) === 'refused' ? refusalOf(failure) : undefined;
  if (refusal === 'not-found') return ok('Zuora lets the user accept connections');
  if (refusal === 'permission-denied') {
    return grave(
      `not an administrator of ${entityId}`,
      `In Zuora, give the OAuth client's user administrator rights in the entity; or give it a client of its own: ${replace}`,
    );
  }
  const said = failure?.message ?? 'success, though there is no such connection';
  return warn(`cannot be told from Zuora's answer: ${said}`, 'Look in Zuora whether the user is an administrator.');
}
