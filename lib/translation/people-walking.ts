/** One invocation of a walk over the table of people: as many pages as it has time for, and the message for the others. */
import { OutOfTime } from '../errors.ts';
import { concernsMembers, groupEndsOf, groupKeysOf } from '../people/group-ends.ts';
import { knowledgeFor } from '../people/knowledge.ts';
import type { KnownGroup } from '../people/known-group.ts';
import type { KnownPerson } from '../people/known-person.ts';
import { personIdentity } from '../people/owner-key.ts';
import type { PeoplePages } from '../people/people-pages.ts';
import type { PeopleTable } from '../people/people-table.ts';
import { type Walk, walkBody } from '../people/people-walk.ts';
import { proposalAnew } from '../people/person-change.ts';
import { personLookBody } from '../people/person-look-body.ts';
import { proposedChange } from '../people/proposed-change.ts';
import type { Policy } from '../policy/policy.ts';
import { policyHash } from '../policy/policy-hash.ts';
import { findApplied } from '../policy-in-force/policy-choice.ts';
import { withForeseen } from '../safeguard/foreseen-people.ts';
import type { ProposedChange } from '../safeguard/proposed-change.ts';
import { type Safeguard, safeguardOf } from '../safeguard/safeguard.ts';
import { inParallel } from './in-parallel.ts';
import type { OperationQueues } from './operation-queues.ts';
import { type DuePersonLook, timeOf } from './person-look.ts';

interface WalkServices {
  readonly people: PeopleTable;
  readonly pages: PeoplePages;
  readonly queues: OperationQueues;
  readonly policy: Policy;
  /** Undefined if nothing waits for an operator. */
  readonly safeguard: Safeguard | undefined;
  readonly now: () => number;
  /** Told why somebody could not be read. */
  readonly onUnread: (error: unknown) => void;
}

/** Until a walk begins again for those who could not be read; milliseconds. SQS allows no more. */
const repeatDelay = 15 * 60_000;

/** How much of an invocation is left for a walk. */
interface WalkTime {
  /** @throws OutOfTime if no time is left for another call */
  readonly requireCall: () => void;
  /** Whether another page can begin. */
  readonly allowsPage: () => boolean;
}

/**
 * Goes on with a walk over all people. Never throws. Without a policy nothing is decided, and the walk is over. So it is if
 * another policy was applied since: that one has a walk of its own.
 *
 * @returns whether SQS may delete the message: nothing else says where to go on
 */
export async function walkPeople(look: DuePersonLook, walk: Walk): Promise<boolean> {
  const { record, services, deadline } = look;
  const requireCall = timeOf(look);
  try {
    const policy = await findApplied(services.policies, walk.policy, requireCall);
    const isOver = walk.policy !== undefined && policy !== undefined && policyHash(policy) !== walk.policy;
    if (policy === undefined || isOver) return true;
    const people = services.people.within(requireCall);
    const safeguard = safeguardOf(services.safeguard.within(requireCall), policy);
    const time = { requireCall, allowsPage: () => deadline.allowsMessage() };
    const onUnread = (error: unknown) =>
      services.telemetry.warn('a walk could not read a person; it is repeated for them', record.messageId, error);
    await walkOn({ ...services, policy, people, safeguard, onUnread }, walk, record.eventSourceARN, time);
    return true;
  } catch (error) {
    services.telemetry.warn('the walk over all people is interrupted; it goes on', record.messageId, error);
    return false;
  }
}

/**
 * Reads page after page, and hands on what is left when the time is up. A crash repeats the pages of the invocation. People
 * who were decided anew before are not concerned any more, or decided as before.
 *
 * @param queueArn of the queue of looks at people, on which the walk goes on
 */
async function walkOn(services: WalkServices, walk: Walk, queueArn: string, time: WalkTime): Promise<void> {
  let next = await walkPage(services, walk, queueArn, time.requireCall);
  while (next !== undefined && time.allowsPage()) {
    try {
      next = await walkPage(services, next, queueArn, time.requireCall);
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      break;
    }
  }
  if (next === undefined) return;
  // The margin of the deadline is for this.
  await services.queues.send(queueArn, [{ body: walkBody(next), delay: 0 }], () => undefined);
}

/**
 * Who cannot be read, as after a rollback, keeps the walk from nobody else.
 *
 * @returns the walk over what is left; undefined if this was the last page
 */
async function walkPage(
  services: WalkServices,
  before: Walk,
  queueArn: string,
  requireTime: () => void,
): Promise<Walk | undefined> {
  const { people, pages, queues, policy, safeguard, onUnread } = services;
  const groups = before.groups && (await people.groups.read(before.groups));
  requireTime();
  // Of groups that are forgotten again, nobody's membership ends.
  const page = groups?.length === 0 ? undefined : await pages.read(textsOf(groups ?? []), before.from);
  if (page === undefined) return undefined;
  const walk: Walk = page.failures.length > 0 ? { ...before, isPartial: true } : before;
  for (const error of page.failures) onUnread(error);
  const ends = groupEndsOf(groups ?? []);
  const concerned = page.people.filter((person) =>
    groups === undefined ? !hasSimplyLeft(policy, person) : concernsMembers(person.accounts, ends),
  );
  if (walk.groups !== undefined && safeguard !== undefined && walk.isCounted !== true) {
    const changing = withForeseen(walk.changing ?? {}, await changesOf(services, concerned));
    if (page.last !== undefined) return { ...walk, changing, from: page.last };
    await safeguard.foresee(changing);
    return { groups: walk.groups, isCounted: true };
  }
  await inParallel(concerned, (person) => people.requireDecision(person, walk.policy));
  const looks = concerned.map(({ id }) => ({ body: personLookBody(personIdentity(id)), delay: 0 }));
  await queues.send(queueArn, looks, requireTime);
  if (page.last !== undefined) return { ...walk, from: page.last };
  if (walk.isPartial)
    await queues.send(queueArn, [{ body: walkBody(fromBeginning(walk)), delay: repeatDelay }], requireTime);
  return undefined;
}

function fromBeginning({ groups, policy }: Walk): Walk {
  return { ...(groups !== undefined && { groups }), ...(policy !== undefined && { policy }) };
}

/** What the looks at people would change. */
async function changesOf(
  { people, policy, now }: WalkServices,
  concerned: readonly KnownPerson[],
): Promise<readonly ProposedChange[]> {
  const keys = new Set(concerned.flatMap(({ accounts }) => groupKeysOf(accounts)));
  const groupEnds = groupEndsOf(await people.groups.read([...keys]));
  const circumstances = { groupEnds, now: now() };
  return concerned.map((person) => proposedChange(person, proposalAnew(policy, person, circumstances)));
}

/** Nothing is left to decide of them. To write them would have them remembered longer. */
function hasSimplyLeft(policy: Policy, person: KnownPerson): boolean {
  return person.decided.hasLeft && knowledgeFor(policy, person).leftAt !== undefined;
}

/** As the items of their members have them, in JSON. */
function textsOf(groups: readonly KnownGroup[]): readonly string[] {
  return groups.map(({ name, directory }) => JSON.stringify(directory ?? name));
}
