/** Looks at a user's access, and says what is to be done in each entity. */
import { homeOf } from '../account/account.ts';
import type { LinkedAccount } from '../account/account-item.ts';
import { everyEntity, type Look, type Plan, planAfter, type Traits, withFirstLook } from '../account/convergence.ts';
import { desired } from '../account/desired.ts';
import { mayExist } from '../account/entity-access.ts';
import type { Next } from '../account/entity-step.ts';
import { knownEntities } from '../account/known-entities.ts';
import { allowsEntity, type Limits } from '../allow-list.ts';
import { foldLogin, spellingOf } from '../login.ts';
import { type AccessSettings, variableOf } from '../settings.ts';
import { type FoundUser, findUser, findUserAmong } from '../zuora/accessible-entities.ts';
import type { ZuoraClient } from '../zuora/client.ts';

export interface AccessView {
  readonly zuora: ZuoraClient;
  readonly login: string;
  readonly known: LinkedAccount;
  /** The entities to look after; undefined for every entity of the user, within the limits. */
  readonly entityIds: readonly string[] | undefined;
  /** Whether the entity of the client is asked alone, as long as access is to be given. Else every entity is asked. */
  readonly asksHere: boolean;
  /** Whether access is given by an approval. */
  readonly approves: boolean;
  readonly settings: AccessSettings & Limits;
  readonly now: () => number;
}

export interface Seen {
  /** The login as Zuora spells it. */
  readonly username: string;
  readonly look: Look;
  readonly plan: Plan;
  /** The entities outside the limits in which something is to be done, and is left undone. */
  readonly outside: readonly string[];
  readonly traits: Traits;
}

/**
 * @returns undefined if no entity knows the user under any spelling of the login
 * @throws the call's failure; also where one entity is asked alone, and does not know the user
 */
export async function lookAt(view: AccessView): Promise<Seen | undefined> {
  const { known, entityIds, settings, now } = view;
  const user = await find(view);
  if (!user) return undefined;
  const { username, entityIds: granted } = user;
  const look = { granted, at: now() };
  const spelt = withFirstLook({ ...known, spelling: spellingOf(username) }, look);
  const all = entityIds ?? everyEntity(spelt, { ...look, granted: allowedAmong(granted, settings) });
  const traits = await traitsOf(view, all);
  const plan = planAfter(look, spelt, all, traits);
  const within = entityIds === undefined ? withinLimits(plan, settings) : { plan, outside: [] };
  return { username, look, traits, ...within };
}

async function traitsOf({ zuora, login, approves, settings }: AccessView, all: readonly string[]): Promise<Traits> {
  const { automaticEntityIds, protectedUsernames } = settings;
  const isProtected = protectedUsernames.some((username) => foldLogin(username) === foldLogin(login));
  const automatic = new Set<string>();
  for (const id of all) {
    if (automaticEntityIds.includes(id) && (await zuora.hasClientOf(id))) automatic.add(id);
  }
  return { isProtected, approves, automatic };
}

/** The entities outside the limits that nobody named are none of the service's. */
function allowedAmong(granted: ReadonlySet<string>, limits: Limits): ReadonlySet<string> {
  return new Set([...granted].filter((id) => allowsEntity(limits, id)));
}

/** The limits may have been drawn closer since the entities were named. */
function withinLimits(plan: Plan, limits: Limits): Pick<Seen, 'plan' | 'outside'> {
  const home = homeOf(plan.linked.account);
  const outsideOf = ([id, next]: readonly [string, Next]): readonly string[] => {
    if (next.do === 'nothing') return [];
    // A request is made in the home entity.
    const places = next.do === 'request' && home !== undefined ? [home, id] : [id];
    return places.filter((place) => !allowsEntity(limits, place));
  };
  const steps = new Map([...plan.steps].filter((step) => outsideOf(step).length === 0));
  return { plan: { ...plan, steps }, outside: [...new Set([...plan.steps].flatMap(outsideOf))] };
}

/**
 * The entities outside the limits that may know a user whom no other entity knows, and that nobody asks. There are none
 * where no access is to be given or to end.
 */
export function unaskedEntities(known: LinkedAccount, limits: Limits, now: number): readonly string[] {
  const wanted = desired(known.account, now);
  const isOpen = [...known.access.values()].some(mayExist);
  if (!isOpen && ![...wanted.values()].includes(true)) return [];
  return placesOf(known).filter((id) => !allowsEntity(limits, id));
}

/** The entities that may know the user. */
function placesOf(known: LinkedAccount): readonly string[] {
  return [...new Set([...atHome(known), ...knownEntities(known)])];
}

function atHome({ account }: LinkedAccount): readonly string[] {
  const home = homeOf(account);
  return home === undefined ? [] : [home];
}

/** Says where the limits left something undone. */
export function outsideLimits(outside: readonly string[]): string {
  return `${variableOf('allowedEntityIds')} leaves out ${outside.join(', ')}`;
}

async function find(view: AccessView): Promise<FoundUser | undefined> {
  const { zuora, login, known, entityIds, asksHere, settings, now } = view;
  if (entityIds === undefined) {
    const all = placesOf(known).filter((id) => allowsEntity(settings, id));
    return findUserAmong(zuora, login, all, known.spelling);
  }
  const wanted = desired(known.account, now());
  const gives = entityIds.some((id) => wanted.get(id));
  if (asksHere && gives) return findUser(zuora, login, known.spelling);
  return findUserAmong(zuora, login, [...entityIds, ...atHome(known)], known.spelling);
}
