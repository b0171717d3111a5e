/** Keeps what is known of a person below the size of an item in DynamoDB, 400 KB. */
import { BadEvent } from '../errors.ts';
import { isPresent } from './group-ends.ts';
import type { KnownList, Membership, SourceAccount } from './known-person.ts';

/** In bytes, as the item has them. The rest of the item is small. */
const maxListsSize = 250_000;

/** Of a membership, beside its name. */
const membershipSize = 120;

const maxAccounts = 50;

interface Listed {
  readonly size: number;
  readonly membership: Membership;
}

/**
 * The accounts without the groups that the person left longest ago, if there are too many. What is forgotten is unknown: it
 * grants nothing.
 *
 * @throws BadEvent `person-too-large` if the person is in too many groups, or has too many accounts
 */
export function withinBound(accounts: readonly SourceAccount[]): readonly SourceAccount[] {
  if (accounts.length > maxAccounts) {
    throw new BadEvent(
      'person-too-large',
      `The person has more than ${maxAccounts} accounts. Their sources mix up people.`,
    );
  }
  const all = accounts.flatMap(listedIn);
  let excess = all.reduce((sum, { size }) => sum + size, 0) - maxListsSize;
  if (excess <= 0) return accounts;
  const past = all.filter(({ membership }) => !isPresent(membership));
  const forgotten = new Set<Membership>();
  for (const { membership, size } of past.toSorted(byTime)) {
    if (excess <= 0) break;
    forgotten.add(membership);
    excess -= size;
  }
  if (excess > 0) {
    throw new BadEvent(
      'person-too-large',
      `The person is in ${all.length - past.length} groups, roles and entitlements that rules ask for. Let the rules ask for fewer.`,
    );
  }
  return accounts.map((account) => ({ ...account, lists: withoutMembers(account.lists, forgotten) }));
}

function listedIn({ lists }: SourceAccount): readonly Listed[] {
  return [...lists.values()].flatMap(({ members }) =>
    [...members].map(([name, membership]) => ({
      membership,
      size: Buffer.byteLength(JSON.stringify(name)) + membershipSize,
    })),
  );
}

function byTime(one: Listed, other: Listed): number {
  return one.membership.saidAt < other.membership.saidAt ? -1 : 1;
}

function withoutMembers(lists: SourceAccount['lists'], forgotten: ReadonlySet<Membership>): SourceAccount['lists'] {
  const kept = ({ members, ...whole }: KnownList): KnownList => ({
    members: new Map([...members].filter(([, membership]) => !forgotten.has(membership))),
    ...whole,
  });
  return new Map([...lists].map(([name, list]) => [name, kept(list)]));
}
