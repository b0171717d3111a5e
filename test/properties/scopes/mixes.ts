/** The messages that meet in the searches: two, or three, that touch the same records. */
import { seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import type { StateChange } from '../../../local/zuora/state.ts';
import { accessWishes } from '../access-wishes.ts';
import { accountWishes } from '../account-wishes.ts';
import { access, connection } from '../wishes.ts';
import type { Mix, ScopeMessage } from './scope.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** Of the third of `accountWishes`, from the start. */
const expiry = 2 * minute;

const [grantsBoth, revokesBoth, grantsGermany, grantsJapan, revokesJapan] = accessWishes;

/** A message about one user's access. Its event's id is the place of its wish, as the rules of `order.ts` expect. */
function accessMessage(wish: (typeof accessWishes)[number] | undefined): ScopeMessage {
  if (!wish) throw new Error('There is no such wish');
  return { event: String(accessWishes.indexOf(wish)), wish };
}

/** A message about one user's access, whose event has the place of its wish as the rules of `access-rules.ts` expect. */
function accountMessage(index: number): ScopeMessage {
  const wish = accountWishes[index];
  if (!wish) throw new Error('There is no such wish');
  return { event: String(index), wish };
}

const hasBoth: readonly StateChange[] = [seedEntity.germany, seedEntity.japan].map((entityId) => ({
  type: 'access-granted',
  username: seedUser.ada,
  entityId,
}));

/** Japan asks its administrator, so Zuora does not show that the request was sent. */
const request: ScopeMessage = { event: 'one', wish: access(seedUser.ada, [seedEntity.japan]) };
const expiring = accountMessage(3);
const newConnection: ScopeMessage = { event: 'one', wish: connection(seedEntity.global, seedEntity.brazil) };

export const sameRequest: Mix = { name: 'the same request twice', messages: [request, request] };

/** The second is a redrive, if the first has become a dead letter by then. */
export const requestAndRedrive: Mix = {
  name: 'a request, and its event again ten minutes later',
  messages: [request, { ...request, after: 10 * minute }],
};

/** Zuora may answer in one entity and not in the other. Both ask an administrator. */
export const requestOfTwo: Mix = {
  name: 'a request in two entities',
  messages: [{ event: 'one', wish: access(seedUser.ada, [seedEntity.japan, seedEntity.brazil]) }],
};

/** One change at the source that became two events: they have one time, so neither supersedes the other. */
export const twoRequests: Mix = {
  name: 'two requests of one moment',
  messages: [request, { ...request, event: 'two' }],
};

export const sameConnection: Mix = { name: 'the same connection twice', messages: [newConnection, newConnection] };

export const twoConnections: Mix = {
  name: 'two events that ask for the same connection',
  messages: [newConnection, { ...newConnection, event: 'two' }],
};

export const revocationAndGrant: Mix = {
  name: 'a revocation in two entities and a newer grant',
  messages: [accessMessage(revokesBoth), accessMessage(grantsGermany)],
  before: hasBoth,
};

export const grantAndRevocation: Mix = {
  name: 'a grant and a newer revocation',
  messages: [accessMessage(grantsJapan), accessMessage(revokesJapan)],
};

/** The second is a mistake while the first is under way or done, and its correction once the first has failed for good. */
export const contradiction: Mix = {
  name: 'two requests under one id',
  messages: [request, { ...request, wish: access(seedUser.ada, [seedEntity.germany]) }],
};

/** The ledger has forgotten the first, unless the second has renewed its record. */
export const requestAfterWeeks: Mix = {
  name: 'the same request now and twenty days later',
  messages: [request, { ...request, after: 20 * day }],
};

/** What a sweep finds, with what a fault leaves for further ones. */
const looks = { looks: 4, endsAfter: expiry } as const;

/** Access for a time. Its end is due when its request comes once more. */
export const requestThatExpires: Mix = {
  name: 'a request for a time twice and looks at what is due',
  messages: [expiring, { ...expiring, after: expiry }],
  ...looks,
};

export const requestThatExpiresAlone: Mix = {
  name: 'a request for a time and looks at what is due',
  messages: [expiring],
  ...looks,
};

/** Both entities end at once, so that one may be refused for good while the other is tried again. Japan is read before. */
export const requestOfBothThatExpires: Mix = {
  name: 'a request for a time in two entities and looks at what is due',
  messages: [accountMessage(1)],
  ...{ looks: 20, endsAfter: 30 * minute },
};

/** The order may find what the request has left. */
export const requestThatExpiresAndOrder: Mix = {
  name: 'a request for a time, an order in another entity and looks at what is due',
  messages: [expiring, accountMessage(8)],
  ...looks,
};

/** The newer one takes an entity that the older one gives. A look finds what is left of a late one. */
export const twoDecisions: Mix = {
  name: 'two decisions of the policy and looks at what is due',
  messages: [accountMessage(15), accountMessage(18)],
  ...looks,
};

/** The login gets another person. */
export const twoPersons: Mix = {
  name: 'decisions about two persons of one login and looks at what is due',
  messages: [accountMessage(17), accountMessage(21)],
  ...looks,
};

const keyed = accountMessage(12);

/** Japan is approved by the service. */
export const requestThatIsApproved: Mix = {
  name: 'a request that is approved, and looks at what is due',
  messages: [keyed],
  ...looks,
  automatic: [seedEntity.japan],
};

/** Its end is of the same moment, so the end counts. */
export const approvalAndEnd: Mix = {
  name: 'a request that is approved, its end, and looks at what is due',
  messages: [keyed, accountMessage(14)],
  ...looks,
  automatic: [seedEntity.japan],
};

export const grantRevocationGrant: Mix = {
  name: 'a grant, a newer revocation and the newest grant',
  messages: [accessMessage(grantsBoth), accessMessage(revokesBoth), accessMessage(grantsJapan)],
};

export const grantTwiceAndRevocation: Mix = {
  name: 'a grant twice and a newer revocation',
  messages: [accessMessage(grantsJapan), accessMessage(grantsJapan), accessMessage(revokesJapan)],
};
