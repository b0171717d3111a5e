/** Works out what becomes of the people of a stage once a policy is applied. */
import { noGroupEnds } from '../../lib/people/group-ends.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { proposalAnew } from '../../lib/people/person-change.ts';
import { proposedChange } from '../../lib/people/proposed-change.ts';
import { defaultThresholds } from '../../lib/policy/default-thresholds.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { Counters } from '../../lib/safeguard/counters.ts';
import { type Direction, directionOf, directions } from '../../lib/safeguard/effect.ts';
import { RecentCountsReader } from '../../lib/safeguard/recent-counts.ts';
import { SafeguardItems } from '../../lib/safeguard/safeguard-items.ts';
import { limitsOf, roomIn } from '../../lib/safeguard/thresholds.ts';
import { awsTimeout } from '../aws-timeout.ts';
import type { PeopleSession } from '../people/people-reader.ts';
import { readStageDiff, type StageDiff } from './stage-diff.ts';

/** How many people change, by direction, and how many keep access that is only reported. */
export type PeopleChanged = Readonly<Record<Direction | 'reported', number>>;

export interface ApplyPreview {
  /** What the rules of the two policies say. Nobody differs if the one in force is not known. */
  readonly diff: StageDiff;
  /** What is decided. Decisions of policies before count too. */
  readonly changed: PeopleChanged;
  /** The directions in which more people change than may within an hour. */
  readonly overLimit: readonly OverLimit[];
}

export interface OverLimit {
  readonly direction: Direction;
  readonly people: number;
  readonly limit: number;
}

export type PreviewSession = PeopleSession & { readonly now: () => number };

/**
 * @param before the policy in force; undefined if it is not known
 * @param onRead called after each page with the numbers of people read, and of differences found
 * @returns undefined when interrupted
 */
export async function readApplyPreview(
  session: PreviewSession,
  before: Policy | undefined,
  after: Policy,
  onRead: (people: number, found: number) => void,
): Promise<ApplyPreview | undefined> {
  const changed = { revocations: 0, grants: 0, reported: 0 };
  const diff = await readStageDiff(session, before ?? after, after, onRead, (person) => {
    for (const change of changesOf(after, person, session.now())) changed[change] += 1;
  });
  return diff && { diff, changed, overLimit: await overLimits(session, after, changed) };
}

/** Each once. */
function changesOf(policy: Policy, person: KnownPerson, now: number): readonly (keyof PeopleChanged)[] {
  const proposal = proposalAnew(policy, person, { groupEnds: noGroupEnds, now }, true);
  const isReported = [...proposal.decided.reported.keys()].some((id) => !person.decided.reported.has(id));
  return [
    ...new Set(proposedChange(person, proposal).effects.map(directionOf)),
    ...(isReported ? (['reported'] as const) : []),
  ];
}

async function overLimits(
  { aws, stack, now }: PreviewSession,
  { safeguard = defaultThresholds }: Policy,
  changed: PeopleChanged,
): Promise<readonly OverLimit[]> {
  if (safeguard === 'off') return [];
  const items = new SafeguardItems(aws.dynamodb, { people: stack.people, awsTimeout }, now);
  const recent = await new RecentCountsReader(items, now).read();
  const counters = new Counters(items, now);
  const all = directions.map(async (direction) => {
    const limits = limitsOf(safeguard, recent, direction, undefined, now());
    const { ofCause, ofAll } = roomIn(limits, await counters.room(limits.expected));
    return { direction, people: changed[direction], limit: Math.min(ofCause, ofAll) };
  });
  return (await Promise.all(all)).filter(({ people, limit }) => people > limit);
}
