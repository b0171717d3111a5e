/** The decisions that translation sends, as tests compare them. */
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { entities } from '../../../fuzz/fixtures/policies.ts';

/** A decision about a person's access, with the policy's names for entities. */
export interface Decision {
  readonly id: string;
  readonly username: string;
  readonly personId: string;
  readonly generation: number;
  readonly revision: number;
  readonly assignments: readonly string[];
  readonly denials: readonly string[];
  readonly ended: readonly string[];
  readonly isSuspended: boolean;
  readonly hasLeft: boolean;
  readonly mayHaveLeft: boolean;
  readonly leftAt?: string;
}

/** @throws ZodError for an event that the operation would refuse */
export function decisionOf(event: unknown): Decision {
  const { id = '', data } = userAccessDecided.schema.parse(event);
  const {
    username,
    personId,
    generation,
    revision,
    ruleAssignments,
    denials,
    ended = [],
    isSuspended,
    hasLeft,
    mayHaveLeft = false,
    leftAt,
  } = data;
  return {
    ...{ id, username, personId, generation, revision, isSuspended, hasLeft, mayHaveLeft },
    ...{ assignments: namesOf(ruleAssignments), denials: namesOf(denials), ended: namesOf(ended) },
    ...(leftAt !== undefined && { leftAt }),
  };
}

function namesOf(named: readonly { readonly entityId: string }[]): readonly string[] {
  const names = new Map(Object.entries(entities).map(([name, id]) => [id, name]));
  return named.map(({ entityId }) => names.get(entityId) ?? entityId).toSorted();
}
