/** Ends all access of a person, and lifts that again, at the word of an operator. */
import { randomUUID } from 'node:crypto';
import { unblock } from '../../operator/accounts/unblocking.ts';
import { OperatorError } from '../../operator/errors.ts';
import { isCarriedOut } from '../../operator/ledger/following.ts';
import { nameOf } from '../../operator/policy/access-words.ts';
import { type EntityAccess, readUserAccess } from '../../operator/policy/user-access.ts';
import { nextStepFor } from '../../operator/publication/publishing.ts';
import {
  divideTargets,
  followRevocation,
  notAllowed,
  type RevokedEntity,
  sendRevocation,
} from '../../operator/revocation/revocation.ts';
import { chooseTargets, isHome } from '../../operator/revocation/revocation-targets.ts';
import { describeResult } from '../../operator/revocation/revocation-words.ts';
import type { Session } from '../../operator/stack/session.ts';
import { noLongerFollowed } from '../events/publishing.ts';
import type { Ending, Jobs, Progress } from '../jobs/jobs.ts';
import type { Job, JobResult } from '../shapes/job.ts';
import type { RevocationPlan, RevokeRequest, UnblockRequest } from '../shapes/people.ts';
import type { Stage } from '../stage.ts';
import { requireOwner } from './login-owner.ts';

/** Milliseconds for which a revocation is followed. */
const wait = 300_000;

interface Targets {
  readonly username: string;
  readonly targets: readonly EntityAccess[];
  readonly impossible: readonly EntityAccess[];
  readonly home: EntityAccess | undefined;
}

export async function planRevocation(stage: Stage, login: string): Promise<RevocationPlan> {
  const { username, targets, impossible, home } = await readTargets(stage, login);
  return {
    username,
    targets: targets.map(nameOf),
    withAccess: targets.filter(({ hasAccess }) => hasAccess).map(nameOf),
    impossible: impossible.map(nameOf),
    home: home?.hasAccess ? nameOf(home) : undefined,
  };
}

/** @throws OperatorError if the operator did not type the login, it is somebody else's now, or there is nothing to end */
export async function startRevocation(stage: Stage, jobs: Jobs, request: RevokeRequest): Promise<Job> {
  const { login, person, typed, hold, reason } = request;
  if (typed !== login) throw new OperatorError('The login that you typed is not that of the person. Nothing was done.');
  await requireOwner(stage.session, login, person);
  const { username, targets, impossible } = await readTargets(stage, login);
  if (targets.length === 0) throw new OperatorError('There is no access to end, except in the home entity.');
  const by = await stage.log(`revokes all access of ${username}${hold ? ', and holds it' : ''}: ${reason}`);
  return jobs.start({
    ...{ title: `End all access of ${username}`, by, total: targets.length },
    run: (session, tell) => endAccess(stage, session, { by, hold, reason, username, targets, impossible }, tell),
  });
}

interface Order extends Pick<Targets, 'username' | 'targets' | 'impossible'> {
  readonly by: string;
  readonly hold: boolean;
  readonly reason: string;
}

async function endAccess(
  stage: Stage,
  session: Session,
  { by, hold, reason, username, targets, impossible }: Order,
  tell: (progress: Progress) => void,
): Promise<Ending> {
  const request = { username, targetEntityIds: targets.map(({ id }) => id), requestedBy: by, reason, hold };
  const published = await sendRevocation(session, request, randomUUID);
  tell({ text: 'Sent. Waiting for the function' });
  const onWait = (waitingFor: string) => tell({ text: `Waiting for ${waitingFor}` });
  const how = { policy: await stage.policy(), wait, onWait };
  const { followed, entities } = await followRevocation(session, username, targets, published, how);
  const unfinished = followed.filter((progress) => !isCarriedOut(progress));
  if (session.interruption.aborted && unfinished.length > 0) return noLongerFollowed('The revocation');
  const all = [...entities, ...notAllowed(impossible)];
  const isLeft = all.some(({ hasAccess }) => hasAccess);
  const steps = unfinished.map((progress) => nextStepFor(progress) ?? 'The event is not carried out yet.');
  return {
    text: [isLeft ? 'Some access is left.' : 'No access is left, except in the home entity.', ...steps].join(' '),
    ...{ done: entities.length, results: all.map(resultOf), hasFailed: isLeft || unfinished.length > 0 },
  };
}

function resultOf(revoked: RevokedEntity): JobResult {
  return { name: nameOf(revoked.entity), text: describeResult(revoked), isGood: !revoked.hasAccess };
}

/** Only the policy tells the home entity, where Zuora ends nobody's access. */
async function readTargets(stage: Stage, login: string): Promise<Targets> {
  const { session } = stage;
  const policy = await stage.requirePolicy();
  const { username, entities } = await readUserAccess(session, login, policy, {});
  const { possible, impossible } = await divideTargets(session, chooseTargets(entities, 'all'));
  return { username, targets: possible, impossible, home: entities.find(isHome) };
}

/** @throws OperatorError if the login is somebody else's now, or the revocations have changed since they were shown */
export async function liftRevocations(stage: Stage, request: UnblockRequest): Promise<{ eventId: string }> {
  const { session } = stage;
  const { login, person, blocks, readAt, reason } = request;
  await requireOwner(session, login, person);
  const entities = blocks.map(({ revokedAt, ...block }) => ({ ...block, orderedAt: Date.parse(revokedAt) }));
  const requestedBy = await stage.log(`unblocks ${login}: ${reason}`);
  const order = { username: login, entities, shownAt: Date.parse(readAt), requestedBy, reason };
  return { eventId: await unblock(session, order, randomUUID) };
}
