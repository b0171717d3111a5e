/** What the audit log is to have of a user's access to an entity. */
import { type Attempt, type BegunWrite, type EntityAccess, lookName, shownAt, type Write } from './entity-access.ts';

/** What became of a user's access to an entity, for the audit log. */
export interface Finding {
  readonly entityId: string;
  readonly what: Exclude<Write, 'approve-own'> | 'verify' | 'removal';
  /** `seen`: nobody heard Zuora's answer, and the access was found so later. */
  readonly outcome: 'accepted' | 'seen';
  /**
   * What tells it from others of its kind: the attempt that began the write, or what was observed before. Undefined for the
   * first observation since the access was asked for: then the attempt that made it does.
   */
  readonly since?: Attempt | undefined;
  /** What forbade the access when the write was begun. Undefined for an observation, or if an earlier release began it. */
  readonly blocks?: BegunWrite['blocks'];
  /** When it was found; milliseconds since the epoch. */
  readonly at: number;
  /** When Zuora accepted what was observed now; milliseconds since the epoch. */
  readonly requestedAt?: number | undefined;
  /** Zuora's id of the write that was accepted. */
  readonly zuoraRequestId?: string | undefined;
}

interface AcceptedWrite extends Pick<Finding, 'entityId' | 'blocks' | 'zuoraRequestId'> {
  readonly write: Write;
  readonly attempt: Attempt;
}

/** A write that Zuora has just accepted. */
export function accepted({ write, attempt: since, ...others }: AcceptedWrite, at: number): Finding {
  return { ...others, what: effectOf(write), outcome: 'accepted', since, at };
}

/** Writes that Zuora made, and whose answer nobody heard. */
export function foundLater(found: readonly BegunWrite[], entityId: string, at: number): readonly Finding[] {
  return found.map(({ write, attempt: since, blocks }) => ({
    entityId,
    what: effectOf(write),
    outcome: 'seen',
    since,
    blocks,
    at,
  }));
}

/** In Zuora an approval is an approval, whatever it is for. */
function effectOf(write: Write): Exclude<Write, 'approve-own'> {
  return write === 'approve-own' ? 'approve' : write;
}

/** What a look shows for the first time. */
export function observed(before: EntityAccess, after: EntityAccess, entityId: string, at: number): readonly Finding[] {
  const { askedAt, approvedAt, verifiedAt, removedAt } = before;
  const requestedAt = approvedAt ?? askedAt;
  const finding = (what: 'verify' | 'removal', since: number | undefined) => ({
    ...({ entityId, what, outcome: 'seen', at, requestedAt } as const),
    // Whoever looks finds the same.
    since: since === undefined ? undefined : { at: since, by: lookName, event: lookName },
  });
  if (verifiedAt === undefined && after.verifiedAt !== undefined) {
    // What was given back after a removal is another observation than the first.
    return [finding('verify', removedAt)];
  }
  // A write of ours would have taken these times away.
  const lastShownAt = shownAt(before);
  return lastShownAt !== undefined && shownAt(after) === undefined ? [finding('removal', lastShownAt)] : [];
}
