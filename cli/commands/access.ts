/** `access`: which entities a user may enter, and what the policy says about each. */
import type { Person } from '../../lib/identity/person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { readUserAccess } from '../../operator/policy/user-access.ts';
import type { Session } from '../../operator/stack/session.ts';
import { accessTable, describeDifferences, toAccessJson } from '../reports/access-report.ts';
import { toJson } from '../terminal/text.ts';

export interface AccessOptions {
  readonly policy: Policy | undefined;
  /** Attributes of the person, in addition to the username. */
  readonly attributes: Person;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound or ServiceError
 */
export async function showAccess(session: Session, login: string, options: AccessOptions): Promise<number> {
  const { policy, attributes, json } = options;
  const { username, entities } = await readUserAccess(session, login, policy, attributes);
  if (json) console.log(toJson({ username, entities: entities.map(toAccessJson) }));
  else console.log(accessTable(entities, policy !== undefined, process.stdout.columns));
  if (!json && policy) console.error(describeDifferences(entities));
  return 0;
}
