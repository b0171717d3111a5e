/** What becomes of events about one person. */
import { ServiceError } from '../errors.ts';
import type { NoLogin } from './held-logins.ts';
import type { SourceReading } from './identification.ts';
import type { KnownPerson } from './known-person.ts';
import type { Occasion } from './occasion.ts';
import type { ChangedPerson } from './person-change.ts';
import type { Stored } from './person-storing.ts';

/** What became of one event. */
export type Learnt =
  | ({ readonly is: 'learnt' } & Omit<ChangedPerson, 'person'>)
  | { readonly is: 'unresolvable'; readonly reason: NoLogin };

export interface LearntOfPerson {
  /** One for each event, in their order. */
  readonly learnt: readonly Learnt[];
  /** Undefined if nothing is remembered of them. */
  readonly person: KnownPerson | undefined;
  /** The last of the events, with the rules that all of them made hold, or not hold any more. */
  readonly occasion?: Occasion | undefined;
  /** Whether somebody else has the login that an account has now. What was decided holds for the logins that they have. */
  readonly isInConflict?: boolean;
  /** What it added to what was known. */
  readonly effect?: 'new' | 'changed' | 'unchanged';
}

export interface Applied {
  readonly learnt: readonly Learnt[];
  readonly person: KnownPerson;
  /** Undefined if nothing was decided. */
  readonly occasion?: Occasion | undefined;
}

/** The event that ends it, such as the leaving of the one before, may only be late. */
export const loginConflict = new ServiceError(
  'login-conflict',
  'Another account of the source, or another person, has the login that the event names, and has not left. The message is tried again.',
);

/** @throws ServiceError `login-conflict` */
export function learntOf(
  { person, problem, effect }: Stored,
  { learnt, occasion }: Applied,
  sightings: readonly SourceReading[],
): LearntOfPerson {
  if (problem === 'login-conflict' && person.logins.length === 0) throw loginConflict;
  if (problem === 'login-conflict') return { learnt, occasion, person, effect, isInConflict: true };
  const told = problem === undefined ? learnt : sightings.map(() => unresolvable(problem));
  return { learnt: told, occasion, person, effect };
}

export function rulesIn(learnt: readonly Learnt[]): readonly string[] {
  return learnt.flatMap((one) => (one.is === 'learnt' ? [...one.change.grantedBy, ...one.change.endedBy] : []));
}

export function unresolvable(reason: NoLogin): Learnt {
  return { is: 'unresolvable', reason };
}
