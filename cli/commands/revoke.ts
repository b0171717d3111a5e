/** `revoke`: ends a user's access to entities now. */
import { randomUUID } from 'node:crypto';
import type { Policy } from '../../lib/policy/policy.ts';
import { isCarriedOut } from '../../operator/ledger/following.ts';
import { describePause } from '../../operator/mappings/queue-receiver.ts';
import { nameOf } from '../../operator/policy/access-words.ts';
import { type EntityAccess, readUserAccess } from '../../operator/policy/user-access.ts';
import { printable } from '../../operator/printable.ts';
import { nextStepFor, type PublishedEvent } from '../../operator/publication/publishing.ts';
import {
  divideTargets,
  followRevocation,
  notAllowed,
  type RevocationResult,
  type RevokedEntity,
  sendRevocation,
} from '../../operator/revocation/revocation.ts';
import { chooseTargets, type EntityChoice, isHome } from '../../operator/revocation/revocation-targets.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import type { Session } from '../../operator/stack/session.ts';
import { accessTable } from '../reports/access-report.ts';
import { describeUnfinished, statusCommand } from '../reports/publication-report.ts';
import { revocationTable, toRevokedJson } from '../reports/revocation-report.ts';
import { confirm } from '../terminal/confirmation.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface RevokeOptions {
  readonly entities: EntityChoice;
  readonly policy: Policy | undefined;
  readonly reason: string;
  /** Default: the identity of the AWS credentials. */
  readonly requestedBy?: string;
  /** No later request grants the access again. */
  readonly hold?: true;
  /** Milliseconds for which the revocation is followed; undefined to not follow it. */
  readonly wait?: number;
  readonly yes?: true;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound, OperatorError or ServiceError
 */
export async function revokeAccess(session: Session, login: string, options: RevokeOptions): Promise<number> {
  const { policy, reason, hold, wait, json } = options;
  const { username, entities } = await readUserAccess(session, login, policy, {});
  const chosen = chooseTargets(entities, options.entities);
  // A named entity that is not allowed is a mistake, and nothing is sent. All others of --all are to end now.
  const { possible: targets, impossible } =
    options.entities === 'all' ? await divideTargets(session, chosen) : { possible: chosen, impossible: [] };
  const left = notAllowed(impossible);
  console.error(accessTable(entities, policy !== undefined, process.stderr.columns));
  if (username !== login) console.error(`Zuora knows this user as ${printable(username)}.`);
  if (left.length > 0) {
    const names = impossible.map(nameOf).join(', ');
    console.error(
      `Not possible in ${names}: outside allowedEntityIds of stage ${session.stack.stage}. End the access there in Zuora.`,
    );
  }
  if (targets.length === 0 && left.length > 0) {
    console.error('Nothing was done.');
    return isLeft(left) ? 1 : 0;
  }
  if (targets.length === 0) {
    console.error('There is no access to end, except in the home entity. Nothing was done.');
    return 0;
  }
  const names = targets.map(nameOf).join(', ');
  const requestedBy = options.requestedBy ?? (await callerArn(session));
  const end = hold ? 'End and hold' : 'End';
  const question = `${end} the access of ${printable(username)} to ${names} in stage ${session.stack.stage}?`;
  if (!options.yes && !(await confirm(question, session.interruption))) {
    console.error('Nothing was done.');
    return 1;
  }
  const request = { username, targetEntityIds: targets.map(({ id }) => id), requestedBy, reason, hold };
  const published = await sendRevocation(session, request, randomUUID);
  for (const event of published)
    console.error(`Sent. To see the outcome: ${statusCommand(event, session.stack.stage)}`);
  const home = entities.find(isHome);
  if (options.entities === 'all' && home?.hasAccess) {
    console.error(`Access to the home entity ${nameOf(home)} stays. To end it, deactivate the user in Zuora.`);
  }
  const paused = await describePause(session, published[0]?.queue ?? '');
  if (paused) console.error(paused);
  if (wait === undefined) return reportSent(username, targets, left, published, json);
  const onWait = (waitingFor: string) => showProgress(`Waiting for ${waitingFor}`);
  const how = { policy, wait, onWait };
  const following = followRevocation(session, username, targets, published, how);
  const { followed, entities: revoked } = await following.finally(clearProgress);
  return reportResult(session, username, published, { followed, entities: [...revoked, ...left] }, json);
}

function reportSent(
  username: string,
  targets: readonly EntityAccess[],
  left: readonly RevokedEntity[],
  published: readonly PublishedEvent[],
  json: true | undefined,
): number {
  const events = published.map(toEventJson);
  const entities = [...targets.map((entity) => ({ entity, hasAccess: undefined })), ...left].map(toRevokedJson);
  console.log(json ? toJson({ username, entities, events }) : events.map(({ eventId }) => eventId).join('\n'));
  return isLeft(left) ? 1 : 0;
}

function reportResult(
  { stack }: Session,
  username: string,
  published: readonly PublishedEvent[],
  { followed, entities }: RevocationResult,
  json: true | undefined,
): number {
  const events = published.map((event, index) => ({ event, progress: followed[index] }));
  if (json) {
    const eventsJson = events.map(({ event, progress }) => ({
      ...toEventJson(event),
      outcome: progress && 'outcome' in progress ? progress.outcome : null,
      nextStep: progress && nextStepFor(progress),
    }));
    console.log(toJson({ username, entities: entities.map(toRevokedJson), events: eventsJson }));
  } else console.log(revocationTable(entities, process.stdout.columns));
  const unfinished = events.filter(({ progress }) => progress && !isCarriedOut(progress));
  for (const { event, progress } of unfinished) {
    if (progress) console.error(printable(describeUnfinished(event, progress, stack.stage)));
  }
  return unfinished.length > 0 || isLeft(entities) ? 1 : 0;
}

function isLeft(entities: readonly RevokedEntity[]): boolean {
  return entities.some(({ hasAccess }) => hasAccess);
}

function toEventJson({ queue, messageId, eventId }: PublishedEvent) {
  return { queue, messageId, eventId };
}
