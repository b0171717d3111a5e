/** Looks at a user's access, and says what is to be done in each entity. */
import { homeOf } from '../account/account.ts';
import type { LinkedAccount } from '../account/account-item.ts';
import { everyEntity, type Look, type Plan, planAfter, withFirstLook } from '../account/convergence.ts';
import { knownEntities } from '../account/cut-off.ts';
import { desired } from '../account/desired.ts';
import type { Next } from '../account/entity-access.ts';
import { allowsEntity, type Limits } from '../allow-list.ts';
import { spellingOf } from '../login.ts';
import { type FoundUser, findUser, findUserAmong } from '../zuora/accessible-entities.ts';
import type { ZuoraClient } from '../zuora/client.ts';

export interface AccessView {
  readonly zuora: ZuoraClient;
  readonly login: string;
  readonly known: LinkedAccount;
  /** The entities to look after; undefined for every entity of the user, within the limits. */
  readonly entityIds: readonly string[] | undefined;
  readonly limits: Limits;
  /** Whether the entity of the client is asked alone, as long as access is to be given. Else every entity is asked. */
  readonly asksHere: boolean;
  /** Whether access is given by an approval. */
  readonly approves: boolean;
  readonly now: () => number;
}

export interface Seen {
  /** The login as Zuora spells it. */
  readonly username: string;
  readonly look: Look;
  readonly plan: Plan;
  /** The entities in which the limits leave undone what is to be done. */
  readonly outside: readonly string[];
}

/**
 * @returns undefined if no entity knows the user under any spelling of the login
 * @throws the call's failure; also where one entity is asked alone, and does not know the user
 */
export async function lookAt(view: AccessView): Promise<Seen | undefined> {
  const { known, entityIds, limits, approves, now } = view;
  const user = await find(view);
  if (!user) return undefined;
  const { username, entityIds: granted } = user;
  const look = { granted, at: now() };
  const spelt = { ...known, spelling: spellingOf(username) };
  const traits = { isProtected: false, approves };
  if (entityIds !== undefined) return { username, look, plan: planAfter(look, spelt, entityIds, traits), outside: [] };
  const seen = withFirstLook(spelt, look);
  const plan = planAfter(look, seen, everyEntity(seen, look), { ...traits, home: homeOf(seen.account) });
  return { username, look, ...withinLimits(plan, limits) };
}

/** The limits may have been drawn closer since the entities were named. */
function withinLimits(plan: Plan, limits: Limits): Pick<Seen, 'plan' | 'outside'> {
  const isOutside = ([id, next]: readonly [string, Next]) => next.do !== 'nothing' && !allowsEntity(limits, id);
  const outside = [...plan.steps].filter(isOutside).map(([id]) => id);
  const steps = new Map([...plan.steps].filter((step) => !isOutside(step)));
  return { plan: { ...plan, steps }, outside };
}

async function find(view: AccessView): Promise<FoundUser | undefined> {
  const { zuora, login, known, entityIds, asksHere, limits, now } = view;
  const home = homeOf(known.account);
  const atHome = home === undefined ? [] : [home];
  if (entityIds === undefined) {
    const all = [...atHome, ...knownEntities(known)].filter((id) => allowsEntity(limits, id));
    return findUserAmong(zuora, login, all, known.spelling);
  }
  const wanted = desired(known.account, now());
  const gives = entityIds.some((id) => wanted.get(id));
  if (asksHere && gives) return findUser(zuora, login, known.spelling);
  return findUserAmong(zuora, login, [...entityIds, ...atHome], known.spelling);
}
