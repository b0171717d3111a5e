/** `access`: which entities a user may enter, and what the policy says of it. */
import { personFrom } from '../../lib/identity/attributes.ts';
import type { Person } from '../../lib/identity/person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { accessibleEntityIds } from '../../lib/zuora/accessible-entities.ts';
import { createHttp } from '../../lib/zuora/http.ts';
import { entitlementsOf } from '../../operator/policy/entitlement.ts';
import type { Session } from '../../operator/session.ts';
import { inAny } from '../../operator/zuora/any-entity.ts';
import { storedCredentials } from '../../operator/zuora/stored-credentials.ts';
import { ZuoraUser } from '../../operator/zuora/zuora-user.ts';
import { type AccessRow, accessTable, differences, toRow } from '../reports/access-report.ts';
import { toJson } from '../terminal/text.ts';

export interface AccessOptions {
  readonly policy: Policy | undefined;
  /** What is said of the person beside the username. */
  readonly said: Person;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound or ServiceError
 */
export async function access(session: Session, username: string, options: AccessOptions): Promise<number> {
  const { policy, said, json } = options;
  const { clientFor } = await storedCredentials(session);
  const home = policy?.entities[policy.homeEntity];
  const user = new ZuoraUser(clientFor(home), createHttp(), session.now);
  const entered = await enteredBy(username, user, home);
  const zuoraNames = new Map((await user.entities()).map(({ id, name }) => [id, name]));
  const entitlements = policy ? entitlementsOf(policy, personOf(policy, username, said)) : [];
  const byId = new Map(entitlements.map((entitlement) => [entitlement.id, entitlement]));
  const rows: readonly AccessRow[] = [...new Set([...byId.keys(), ...entered])].map((id) => ({
    id,
    zuoraName: zuoraNames.get(id),
    hasAccess: entered.has(id),
    entitlement: byId.get(id),
  }));
  console.log(json ? toJson({ username, entities: rows.map(toRow) }) : accessTable(rows, policy !== undefined));
  if (!json && policy) console.error(differences(rows));
  return 0;
}

/** The home entity knows its users; without a policy the first entity that does is asked. */
async function enteredBy(username: string, user: ZuoraUser, home: string | undefined): Promise<ReadonlySet<string>> {
  if (home !== undefined) return accessibleEntityIds(user.in(home), username);
  const { entityIds } = await user.token();
  return inAny(user.in(undefined), entityIds, (there) => accessibleEntityIds(there, username));
}

function personOf({ username: [attribute = ''] }: Policy, username: string, said: Person): Person {
  return { ...personFrom({ [attribute]: username }), ...said };
}
