/** `revoke`: ends a user's access to entities now. */
import { randomUUID } from 'node:crypto';
import type { Policy } from '../../lib/policy/policy.ts';
import { isCarriedOut } from '../../operator/ledger/following.ts';
import { describePause } from '../../operator/mappings/queue-receiver.ts';
import { type EntityAccess, readUserAccess } from '../../operator/policy/user-access.ts';
import { printable } from '../../operator/printable.ts';
import { nextStepFor, type PublishedEvent } from '../../operator/publication/publishing.ts';
import {
  callerArn,
  followRevocation,
  type RevocationResult,
  sendRevocation,
} from '../../operator/revocation/revocation.ts';
import { chooseTargets, type EntityChoice, isHome } from '../../operator/revocation/revocation-targets.ts';
import type { Session } from '../../operator/stack/session.ts';
import { accessTable, nameOf } from '../reports/access-report.ts';
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
  const { policy, reason, wait, json } = options;
  const { username, entities } = await readUserAccess(session, login, policy, {});
  const targets = chooseTargets(entities, options.entities);
  console.error(accessTable(entities, policy !== undefined, process.stderr.columns));
  if (username !== login) console.error(`Zuora knows this user as ${printable(username)}.`);
  if (targets.length === 0) {
    console.error('There is no access to end, except in the home entity. Nothing was done.');
    return 0;
  }
  const names = targets.map(nameOf).join(', ');
  const requestedBy = options.requestedBy ?? (await callerArn(session));
  const question = `End the access of ${printable(username)} to ${names} in stage ${session.stack.stage}?`;
  if (!options.yes && !(await confirm(question, session.interruption))) {
    console.error('Nothing was done.');
    return 1;
  }
  const request = { username, targetEntityIds: targets.map(({ id }) => id), requestedBy, reason };
  const published = await sendRevocation(session, request, randomUUID);
  for (const event of published)
    console.error(`Sent. To see the outcome: ${statusCommand(event, session.stack.stage)}`);
  const home = entities.find(isHome);
  if (options.entities === 'all' && home?.hasAccess) {
    console.error(`Access to the home entity ${nameOf(home)} stays. To end it, deactivate the user in Zuora.`);
  }
  const paused = await describePause(session, published[0]?.queue ?? '');
  if (paused) console.error(paused);
  if (wait === undefined) return reportSent(username, targets, published, json);
  const onWait = (waitingFor: string) => showProgress(`Waiting for ${waitingFor}`);
  const following = { policy, wait, onWait };
  const result = await followRevocation(session, username, targets, published, following).finally(clearProgress);
  return reportResult(session, username, published, result, json);
}

function reportSent(
  username: string,
  targets: readonly EntityAccess[],
  published: readonly PublishedEvent[],
  json: true | undefined,
): number {
  const events = published.map(toEventJson);
  const entities = targets.map((entity) => toRevokedJson({ entity, hasAccess: undefined }));
  console.log(json ? toJson({ username, entities, events }) : events.map(({ eventId }) => eventId).join('\n'));
  return 0;
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
  return unfinished.length > 0 || entities.some(({ hasAccess }) => hasAccess) ? 1 : 0;
}

function toEventJson({ queue, messageId, eventId }: PublishedEvent) {
  return { queue, messageId, eventId };
}
