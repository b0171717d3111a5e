/** Looks at a user's access, and says what is to be done in each entity. */
import type { LinkedAccount } from '../account/account-item.ts';
import { type Look, type Plan, planAfter, type Traits } from '../account/convergence.ts';
import { desired } from '../account/desired.ts';
import { foldLogin, spellingOf } from '../login.ts';
import type { AccessSettings } from '../settings.ts';
import { type FoundUser, findUser, findUserAmong } from '../zuora/accessible-entities.ts';
import type { ZuoraClient } from '../zuora/client.ts';

export interface AccessView {
  readonly zuora: ZuoraClient;
  readonly login: string;
  readonly known: LinkedAccount;
  /** The entities to look after. */
  readonly entityIds: readonly string[];
  /** Whether the entity of the client is asked alone, as long as access is to be given. Else every entity is asked. */
  readonly asksHere: boolean;
  /** Whether access is given by an approval. */
  readonly approves: boolean;
  readonly settings: AccessSettings;
  readonly now: () => number;
}

export interface Seen {
  /** The login as Zuora spells it. */
  readonly username: string;
  readonly look: Look;
  readonly plan: Plan;
  readonly traits: Traits;
}

/**
 * @returns undefined if no entity knows the user under any spelling of the login
 * @throws the call's failure; also where one entity is asked alone, and does not know the user
 */
export async function lookAt(view: AccessView): Promise<Seen | undefined> {
  const { known, entityIds, now } = view;
  const user = await find(view);
  if (!user) return undefined;
  const { username, entityIds: granted } = user;
  const look = { granted, at: now() };
  const spelt = { ...known, spelling: spellingOf(username) };
  const traits = await traitsOf(view);
  return { username, look, traits, plan: planAfter(look, spelt, entityIds, traits) };
}

async function traitsOf({ zuora, login, entityIds, approves, settings }: AccessView): Promise<Traits> {
  const { automaticEntityIds, protectedUsernames } = settings;
  const isProtected = protectedUsernames.some((username) => foldLogin(username) === foldLogin(login));
  const automatic = new Set<string>();
  for (const id of entityIds) {
    if (automaticEntityIds.includes(id) && (await zuora.hasClientOf(id))) automatic.add(id);
  }
  return { isProtected, approves, automatic };
}

async function find({ zuora, login, known, entityIds, asksHere, now }: AccessView): Promise<FoundUser | undefined> {
  const wanted = desired(known.account, now());
  const gives = entityIds.some((id) => wanted.get(id));
  if (asksHere && gives) return findUser(zuora, login, known.spelling);
  const { home } = known.account;
  const all = [...entityIds, ...(home ? [home.entityId] : [])];
  return findUserAmong(zuora, login, all, known.spelling);
}
