/**
 * What becomes of a user's access to an entity by several events. Their order of arrival is not known, and one decision may
 * carry out several of them: the number of changes is not known either, but their result is.
 */
import { effectOf } from './effects.ts';

export interface AccessCourse {
  readonly username: string;
  readonly entityId: string;
  /** Whether the user had access before the first event. */
  readonly had: boolean;
  /** Whether the user is to have it after the last one. */
  readonly has: boolean;
  /** How often the events can give the access, in any order. */
  readonly mostGrants: number;
}

/** What became of the access in Zuora. */
export interface MadeChanges {
  /** How often each change was made. */
  readonly effects: ReadonlyMap<string, number>;
  /** Whether somebody has access in the end, by the effect that gives it; undefined if nothing changed. */
  readonly held: ReadonlyMap<string, boolean>;
}

/** How often each change may be made at the most. */
export function allowedBy({
  username,
  entityId,
  had,
  has,
  mostGrants,
}: AccessCourse): readonly (readonly [string, number])[] {
  const mostEnds = mostGrants + Number(had) - Number(has);
  const most = new Map([
    [effectOf.access(username, entityId), mostGrants],
    [effectOf.grant(username, entityId), mostGrants],
    [effectOf.accessEnd(username, entityId), mostEnds],
  ]);
  return [...most].filter(([, times]) => times > 0);
}

/** A course that did not come to its end. */
export type OpenCourse = { readonly is: 'lost' | 'half-done'; readonly what: string };

/** @returns undefined if the access is as it should be, and no change is without its counterpart */
export function openPart(course: AccessCourse, { effects, held }: MadeChanges): OpenCourse | undefined {
  const { username, entityId, had, has } = course;
  const [grant, end] = [effectOf.grant(username, entityId), effectOf.accessEnd(username, entityId)];
  const [granted, ended] = [effects.get(grant) ?? 0, effects.get(end) ?? 0];
  const isHeld = held.get(effectOf.access(username, entityId)) ?? had;
  if (has && !isHeld) return { is: 'lost', what: effectOf.access(username, entityId) };
  if (isHeld && !has && granted === 0) return { is: 'lost', what: end };
  const surplus = Number(had) + granted - ended - Number(has);
  if (surplus < 0) return { is: 'half-done', what: end };
  return surplus > 0 || isHeld !== has ? { is: 'half-done', what: `${grant}, without ${end}` } : undefined;
}
