/** A body to publish, with the data that it needs in Zuora and its expected result. */

import type { TenantUser } from '../../../local/zuora/large-tenant.ts';
import type { Expectation } from '../expectation.ts';
import type { FaultPoint } from '../faults.ts';
import type { OperationName } from '../operations.ts';
import type { Random } from '../random.ts';

export interface Publication {
  readonly operation: OperationName;
  readonly body: string;
  readonly expected: Expectation;
  /** The users that must exist before it comes. */
  readonly users: readonly TenantUser[];
  /** The calls that it makes, which faults can strike. */
  readonly calls: readonly FaultPoint[];
}

/**
 * Makes a publication that is different from all others.
 *
 * @param id of the event
 * @param number of the event within its operation
 */
export type PublicationRecipe = (id: string, number: number, random: Random) => Publication;

/** The part of an operation in the soak. */
export interface OperationRecipe {
  /** How often it is published, compared with the others. */
  readonly weight: number;
  readonly publication: PublicationRecipe;
}
