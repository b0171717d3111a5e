/** `unblock`: lifts the orders that keep a user from entities. */
import { randomUUID } from 'node:crypto';
import type { BlockedEntity } from '../../operator/accounts/blocked-entities.ts';
import { readBlocked, unblock } from '../../operator/accounts/unblocking.ts';
import { NotFound } from '../../operator/errors.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import { printable } from '../../operator/printable.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import type { Session } from '../../operator/stack/session.ts';
import { blockedTable, toBlockedJson } from '../reports/blocked-report.ts';
import { confirm } from '../terminal/confirmation.ts';
import { toJson } from '../terminal/text.ts';

export interface UnblockOptions {
  /** Ids. Left out, all entities that are blocked. */
  readonly entity?: readonly string[];
  readonly reason: string;
  /** Default: the identity of the AWS credentials. */
  readonly requestedBy?: string;
  readonly yes?: true;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound or OperatorError
 */
export async function unblockUser(session: Session, username: string, options: UnblockOptions): Promise<number> {
  const { reason, entity, json } = options;
  const { stage } = session.stack;
  const nameEntity = await readEntityNaming(stage);
  const shownAt = session.now();
  const blocked = chosenOf(await readBlocked(session, username, entity), entity, username);
  if (blocked.length === 0) {
    console.error(`Nothing blocks ${printable(username)} in stage ${stage}. Nothing was done.`);
    return 0;
  }
  console.error(blockedTable(blocked, nameEntity, process.stderr.columns));
  const names = blocked.map(({ entityId }) => nameEntity(entityId)).join(', ');
  const question = `Unblock ${printable(username)} in ${names} in stage ${stage}?`;
  if (!options.yes && !(await confirm(question, session.interruption))) {
    console.error('Nothing was done.');
    return 1;
  }
  const requestedBy = options.requestedBy ?? (await callerArn(session));
  const request = { username, entities: blocked, shownAt, requestedBy, reason };
  const eventId = await unblock(session, request, randomUUID);
  console.log(json ? toJson({ username, eventId, entities: blocked.map(toBlockedJson) }) : eventId);
  console.error('Unblocked. Access that a rule or a newer request gives comes back within a few minutes.');
  return 0;
}

/** @throws NotFound for an entity that is not blocked */
function chosenOf(
  blocked: readonly BlockedEntity[],
  chosen: readonly string[] | undefined,
  username: string,
): readonly BlockedEntity[] {
  if (!chosen) return blocked;
  return chosen.map((id) => {
    const found = blocked.find(({ entityId }) => entityId === id);
    if (found) return found;
    throw new NotFound(
      `Nothing blocks ${printable(username)} in entity ${id}. Without --entity all blocks are listed.`,
    );
  });
}
