/** Which entities a user may enter in Zuora, and what the policy says about each. */
import { personFrom } from '../../lib/identity/attributes.ts';
import type { Person } from '../../lib/identity/person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { usernameAttributes } from '../../lib/policy/username-choice.ts';
import { accessibleEntityIds } from '../../lib/zuora/accessible-entities.ts';
import { createHttp } from '../../lib/zuora/http.ts';
import type { Session } from '../stack/session.ts';
import { inAny } from '../zuora/any-entity.ts';
import { readStoredCredentials } from '../zuora/stored-credentials.ts';
import { ZuoraUser } from '../zuora/zuora-user.ts';
import { type Entitlement, entitlementsOf } from './entitlement.ts';

/** An entity that the user may enter, or that the policy names. */
export interface EntityAccess {
  readonly id: string;
  readonly zuoraName: string | undefined;
  readonly hasAccess: boolean;
  /** Undefined for an entity that the policy does not name. */
  readonly entitlement: Entitlement | undefined;
}

/**
 * @param attributes of the person, in addition to the username
 * @throws NotFound or ServiceError
 */
export async function readUserAccess(
  session: Session,
  username: string,
  policy: Policy | undefined,
  attributes: Person,
): Promise<readonly EntityAccess[]> {
  const { clientFor } = await readStoredCredentials(session);
  const home = policy?.entities[policy.homeEntity];
  const user = new ZuoraUser(clientFor(home), createHttp(), session.now);
  const accessible = await readAccessible(username, user, home);
  const zuoraNames = new Map((await user.entities()).map(({ id, name }) => [id, name]));
  const entitlements = policy ? entitlementsOf(policy, personOf(policy, username, attributes)) : [];
  const entitlementById = new Map(entitlements.map((entitlement) => [entitlement.id, entitlement]));
  return [...new Set([...entitlementById.keys(), ...accessible])].map((id) => ({
    id,
    zuoraName: zuoraNames.get(id),
    hasAccess: accessible.has(id),
    entitlement: entitlementById.get(id),
  }));
}

/** The home entity knows its users. Without a policy the first entity that knows the user answers. */
async function readAccessible(
  username: string,
  user: ZuoraUser,
  home: string | undefined,
): Promise<ReadonlySet<string>> {
  if (home !== undefined) return accessibleEntityIds(user.in(home), username);
  const { entityIds } = await user.token();
  return inAny(user.in(undefined), entityIds, (entity) => accessibleEntityIds(entity, username));
}

function personOf({ username: choice }: Policy, username: string, attributes: Person): Person {
  const [attribute = ''] = usernameAttributes(choice);
  return { ...personFrom({ [attribute]: username }), ...attributes };
}

/** Where Zuora and the policy differ, as far as the policy can be decided. */
export interface AccessDifferences {
  /** Granted by the policy, and not accessible in Zuora. */
  readonly missing: readonly EntityAccess[];
  /** Accessible in Zuora, and not known to be granted by a rule. */
  readonly unexplained: readonly EntityAccess[];
}

export function accessDifferences(entities: readonly EntityAccess[]): AccessDifferences {
  const isGranted = ({ entitlement }: EntityAccess) => entitlement?.status === 'granted';
  const isHome = ({ entitlement }: EntityAccess) => entitlement?.status === 'home';
  return {
    missing: entities.filter((entity) => !entity.hasAccess && isGranted(entity)),
    unexplained: entities.filter((entity) => entity.hasAccess && !isGranted(entity) && !isHome(entity)),
  };
}
