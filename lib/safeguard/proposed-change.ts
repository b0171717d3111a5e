/** What a decision about one person would do, as the safeguard judges it. */
import type { Cause } from './cause.ts';
import type { CountedPart } from './counted-part.ts';
import { type Direction, directionOf, directions, type Effect } from './effect.ts';
import { newlyProposed, type QuarantinedEffect, stillProposed } from './quarantined.ts';
import type { Limits } from './thresholds.ts';

type ProposedEffect = Effect & Pick<QuarantinedEffect, 'revokedBy'>;

export interface ProposedChange {
  readonly personId: string;
  /** All that it does, with what waits already. */
  readonly effects: readonly ProposedEffect[];
  /** What waited before. */
  readonly waiting: readonly QuarantinedEffect[];
  /** Undefined if no source has just said something. */
  readonly source: string | undefined;
  /** The most particular first. */
  readonly causesOf: (effects: readonly Effect[]) => readonly Cause[];
}

/** The effects of one person in one direction. */
export interface ChangePart extends CountedPart {
  readonly personId: string;
  /** Those that do not wait yet. */
  readonly fresh: readonly ProposedEffect[];
}

/** @param source undefined if no source has just said something */
export type LimitsFor = (direction: Direction, source: string | undefined) => Limits;

/**
 * @param stays whether what waited is to wait on
 */
export function partsOf(
  change: ProposedChange,
  limitsFor: LimitsFor,
  stays: (effect: QuarantinedEffect) => boolean,
): readonly ChangePart[] {
  const { personId, source, causesOf } = change;
  const waiting = stillProposed(change.waiting, change.effects).filter(stays);
  const fresh = newlyProposed(change.waiting, change.effects);
  return directions.flatMap((direction) => {
    const isOfDirection = (effect: Effect) => directionOf(effect) === direction;
    const own = { fresh: fresh.filter(isOfDirection), waiting: waiting.filter(isOfDirection) };
    const isWaiting = own.fresh.length === 0;
    if (isWaiting && own.waiting.length === 0) return [];
    const causes = causesOf(isWaiting ? own.waiting : own.fresh);
    return [{ personId, direction, causes, fresh: own.fresh, isWaiting, limits: limitsFor(direction, source) }];
  });
}
