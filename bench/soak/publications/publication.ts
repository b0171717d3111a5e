/** Something to publish, with what it needs in Zuora and what must come of it. */
import type { Expectation } from '../expectation.ts';
import type { FaultPoint } from '../faults.ts';
import type { OperationName } from '../operations.ts';
import type { Random } from '../random.ts';
import type { SoakUser } from '../tenant.ts';

export interface Publication {
  readonly operation: OperationName;
  readonly body: string;
  readonly expected: Expectation;
  /** To be there before it comes. */
  readonly users: readonly SoakUser[];
  /** The calls that it makes, for faults to strike them. */
  readonly calls: readonly FaultPoint[];
}

/**
 * Makes an event that is different from all others.
 *
 * @param id of the event
 * @param number of the event within its operation
 */
export type PublicationRecipe = (id: string, number: number, random: Random) => Publication;
