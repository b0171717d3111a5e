/** What a decision does to a person's access: what the safeguard counts, and may quarantine. */
import { type DecidedAccess, newIn, withoutEntity } from '../people/decided-access.ts';

export const effectKinds = [
  /** Access to one entity ends, or a rule begins to forbid it. */
  'end',
  /** All access ends, because the person has left. */
  'leaving',
  /** All access ends until the person is back. */
  'suspension',
  /** Access from before a leaving ends that was told after the return from it. What rules give stays. */
  'late-leaving',
  /** A suspension is lifted: all access comes back. */
  'return',
  /** A rule gives access to one entity. */
  'grant',
] as const;

type EffectKind = (typeof effectKinds)[number];

export interface Effect {
  readonly kind: EffectKind;
  /** None for an effect on all access of the person. */
  readonly entityId?: string | undefined;
  /** The ids of the rules behind it, the sources that the person has left or is suspended in, or the time of a late leaving; sorted. */
  readonly behind: readonly string[];
}

/** The two kinds of thresholds. */
export const directions = ['revocations', 'grants'] as const;

export type Direction = (typeof directions)[number];

export function directionOf({ kind }: Pick<Effect, 'kind'>): Direction {
  return kind === 'grant' || kind === 'return' ? 'grants' : 'revocations';
}

/** Tells one effect on a person from another. */
export function effectKey({ kind, entityId = '' }: Pick<Effect, 'kind' | 'entityId'>): string {
  return `${kind} ${entityId}`;
}

/**
 * What the access after does that the access before did not.
 *
 * @param outIn the sources that the person has left, or is suspended in
 */
export function effectsOf(before: DecidedAccess, after: DecidedAccess, outIn: readonly string[]): readonly Effect[] {
  const behind = outIn.toSorted();
  // Of somebody who is suspended, all access has ended already.
  if (after.hasLeft) return before.hasLeft || before.isSuspended ? [] : [{ kind: 'leaving', behind }];
  // As long as the suspension lasts, nothing else shows.
  if (after.isSuspended) return before.isSuspended || before.hasLeft ? [] : [{ kind: 'suspension', behind }];
  if (before.isSuspended) return [{ kind: 'return', behind: [] }];
  const ended = before.hasLeft ? [] : endedIn(before, after);
  // An entity that ends with it stands for it.
  const late = before.hasLeft || ended.length > 0 ? [] : lateLeaving(before, after);
  return [...ended, ...late, ...effects('grant', [...newIn(after.assignments, before.assignments)])];
}

/** What is denied has ended before. A denial ends what somebody has given by hand too, also of a person new to the service. */
function endedIn(before: DecidedAccess, after: DecidedAccess): readonly Effect[] {
  const ended = [...newIn(after.ended, before.ended)].filter(([id]) => !before.denials.has(id));
  const denied = newIn(after.denials, before.denials);
  const named = new Set([...ended, ...denied].map(([id]) => id));
  // Such as of somebody whose account is another one now. Everybody has the home entity.
  const gone = [...newIn(before.assignments, after.assignments)].filter(([id]) => !named.has(id) && id !== after.home);
  return effects('end', [...ended, ...denied, ...gone]);
}

/** Requests of publishers, and access from before, are over up to that time. */
function lateLeaving({ leftAt: before = '' }: DecidedAccess, { leftAt = '' }: DecidedAccess): readonly Effect[] {
  return leftAt > before ? [{ kind: 'late-leaving', behind: [leftAt] }] : [];
}

function effects(kind: EffectKind, entities: readonly (readonly [string, readonly string[]])[]): readonly Effect[] {
  return entities.map(([entityId, rules]) => ({ kind, entityId, behind: rules.toSorted() }));
}

/** Whether an effect is on all access of the person. */
export function isOfPerson({ kind, entityId }: Pick<Effect, 'kind' | 'entityId'>): boolean {
  return entityId === undefined && kind !== 'late-leaving';
}

/** Whether an effect ends all access of the person. */
export function isOfLeaver({ kind }: Pick<Effect, 'kind'>): boolean {
  return kind === 'leaving' || kind === 'suspension';
}

/** Whether an operator has yet to say if the person has left. Until then they get nothing new. */
export function isOpenLeaving(effect: Pick<Effect, 'kind'> & { readonly isKept?: boolean | undefined }): boolean {
  return isOfLeaver(effect) && effect.isKept !== true;
}

/** What holds as long as some effects wait: of their entities what was decided before, of the others what is decided now. */
export function withoutEffects(
  before: DecidedAccess,
  after: DecidedAccess,
  waiting: readonly Pick<Effect, 'kind' | 'entityId'>[],
): DecidedAccess {
  if (waiting.length === 0) return after;
  if (waiting.some(isOfPerson)) return { ...withoutEntity(before, after.home), home: after.home };
  const ids = new Set(waiting.map(({ entityId }) => entityId));
  const held = <Value>(now: ReadonlyMap<string, Value>, last: ReadonlyMap<string, Value>) =>
    new Map([...[...now].filter(([id]) => !ids.has(id)), ...[...last].filter(([id]) => ids.has(id))]);
  return {
    ...after,
    assignments: held(after.assignments, before.assignments),
    reported: held(after.reported, before.reported),
    denials: held(after.denials, before.denials),
    ended: held(after.ended, before.ended),
    withheld: held(after.withheld, new Map()),
    endsAt: held(after.endsAt, before.endsAt),
    // Of somebody whose account is another one now, the end is proposed again.
    leftAt: waiting.some(({ kind }) => kind === 'end' || kind === 'late-leaving') ? before.leftAt : after.leftAt,
  };
}
