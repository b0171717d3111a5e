/** One user of a test: what is said of them, what attempts at it do, and what is there afterwards. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach } from '@jest/globals';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { type Deliveries, useDeliveries } from './deliveries.ts';
import { attemptsAbout } from './user-attempts.ts';
import { eventsAbout } from './user-events.ts';

export const minute = 60_000;

/** Each test of a file has a user of its own, who was created in the global entity. */
export function useOneUser() {
  const deliveries = useDeliveries();
  let login: string;
  beforeEach(async () => {
    login = await deliveries().access.addUser();
  });
  const username = () => login;
  const now = () => deliveries().access.clock.now();
  const pass = (milliseconds: number) => deliveries().access.clock.advance(milliseconds);
  const attempts = attemptsAbout(deliveries, username);
  const traces = tracesOf(deliveries, username);

  /** A sweep finds what is due, once a minute. */
  async function sweepFor(milliseconds: number): Promise<void> {
    const end = now() + milliseconds;
    while (now() < end) {
      const { due, dueAt } = await traces.item();
      const dueNext = due ? Number(dueAt?.N) : end;
      if (dueNext <= now()) await attempts.lookWith({});
      pass(Math.max(minute, Math.min(dueNext, end) - now()));
    }
  }

  return {
    ...{ deliveries, username, now, pass, sweepFor },
    ...eventsAbout(username, now),
    ...attempts,
    ...traces,
    ...administratorOf(deliveries, username),
  };
}

/** What Zuora, the account and the audit log have of the user, outside the home entity. */
function tracesOf(deliveries: () => Deliveries, username: () => string) {
  async function item() {
    const Key = { identity: { S: userIdentity(username()) } };
    const { Item = {} } = await deliveries().dynamodb.getItem({ TableName: 'accounts', Key });
    return Item;
  }

  /** The audit log, of one entity if it is named. */
  async function entries(of?: string) {
    const { id } = await item();
    const { Items = [] } = await deliveries().dynamodb.scan({ TableName: 'audit' });
    return Items.filter(({ account, what }) => account?.S === id?.S && what)
      .filter(({ entityId }) => (of === undefined ? entityId?.S !== seedEntity.global : entityId?.S === of))
      .map((entry) => unmarshall(entry));
  }

  /** What happened, as `what outcome`. */
  async function story(of?: string): Promise<readonly string[]> {
    return (await entries(of)).map(({ what, outcome }) => `${what} ${outcome}`).sort();
  }

  const inZuora = () => deliveries().access.accessOf(username());

  async function writes(): Promise<readonly string[]> {
    const calls = (await deliveries().access.calls()).filter(({ path }) =>
      path.includes(encodeURIComponent(username())),
    );
    return calls.filter(({ method }) => method === 'PUT').map(({ path }) => path);
  }

  return {
    ...{ item, entries, story, inZuora },
    granted: async () => (await inZuora()).granted,
    /** How many requests, approvals and denials were sent; those of one kind, such as `request-access`, if it is named. */
    writesSent: async (kind = '') => (await writes()).filter((path) => path.endsWith(kind)).length,
    lastLine: () => deliveries().lines().at(-1),
  };
}

/** What somebody does in Zuora, and what becomes of calls. */
function administratorOf(deliveries: () => Deliveries, username: () => string) {
  const sandbox = (path: string, body: object) => deliveries().access.sandbox('POST', path, body);
  return {
    /** The user has this access from now on, and nothing is pending unless it is named. */
    setInZuora: (accessibleEntityIds: readonly string[], pendingEntityIds: readonly string[] = []) =>
      sandbox('users', { users: [{ username: username(), accessibleEntityIds, pendingEntityIds }] }),
    /** Of the next requests for access. */
    plantAtRequest: (fault: object, times = 1) =>
      sandbox('faults', { match: { method: 'PUT', path: '/v1/users/*/request-access' }, times, fault }),
    /** Of the next denials. */
    plantAtDenial: (fault: object, times = 1) =>
      sandbox('faults', { match: { method: 'PUT', path: '/v1/users/*/deny-access' }, times, fault }),
    /** Of the next looks. */
    plantAtLook: (fault: object, times = 1) =>
      sandbox('faults', { match: { method: 'GET', path: '/v1/users/*/accessible-entities' }, times, fault }),
  };
}
