/** A person's item in the table. What sources said, and what was decided, is JSON: nothing asks for a part of it. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { fieldsOf, type LedgerItem } from '../ledger/ledger-item.ts';
import { memoise } from '../memoise.ts';
import { ofStoredQuarantine, toStoredQuarantine } from '../safeguard/quarantined.ts';
import type { DecidedAccess } from './decided-access.ts';
import type { DuePerson } from './due-person.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import { ofStoredOccasion } from './occasion.ts';

export interface StoredPerson {
  readonly person: KnownPerson;
  /** Counts the writes to the item. */
  readonly edition: number;
  /** Undefined if the person need not be looked at. */
  readonly due?: DuePerson | undefined;
}

/** Null stands for no value. */
export const storedValue = z.nullable(z.union([z.string(), z.number(), z.boolean(), z.readonly(z.array(z.string()))]));
const fact = z.object({ value: storedValue, saidAt: z.string(), since: z.string() });
const membership = z.object({
  isMember: z.boolean(),
  saidAt: z.string(),
  since: z.string(),
  endedAt: z.optional(z.string()),
});
const stateTimes = { saidAt: z.string(), since: z.string(), reportedAt: z.string() };
const list = z.object({
  members: z.array(z.tuple([z.string(), membership])),
  wholeAt: z.optional(z.string()),
  wholeFor: z.optional(z.string()),
  forgottenAt: z.optional(z.string()),
});

const account = z.object({
  source: z.string(),
  publisher: z.optional(z.string()),
  directory: z.optional(z.string()),
  facts: z.array(z.tuple([z.string(), fact])),
  lists: z.array(z.tuple([z.string(), list])),
  state: z.optional(z.object({ is: z.enum(['active', 'left']), ...stateTimes })),
  suspension: z.optional(z.object(stateTimes)),
  /** Empty if there was none. Earlier releases did not write it. */
  lastLeftAt: z.optional(z.string()),
  lateLeftAt: z.optional(z.string()),
});

const rules = z.array(z.tuple([z.string(), z.array(z.string())]));

const access = z.object({
  assignments: rules,
  reported: rules,
  denials: rules,
  ended: rules,
  withheld: z.optional(rules),
  endsAt: z.optional(z.array(z.tuple([z.string(), z.string()]))),
  isSuspended: z._default(z.boolean(), false),
  hasLeft: z.boolean(),
  mayHaveLeft: z._default(z.boolean(), false),
  leftAt: z.optional(z.string()),
  home: z.optional(z.string()),
});

const stored = z.object({
  person: z.string(),
  edition: z.number(),
  accounts: z.string(),
  logins: z.array(
    z.object({
      login: z.string(),
      generation: z.number(),
      leftBefore: z.optional(z.string()),
      /** Earlier releases did not write it. */
      renamedTo: z.optional(z.string()),
    }),
  ),
  decided: z.string(),
  revision: z.number(),
  quarantined: z.optional(z.string()),
  dueAt: z.optional(z.number()),
  looks: z._default(z.number(), 0),
  occasion: z.optional(z.string()),
  isToDecide: z._default(z.boolean(), false),
  policy: z.optional(z.string()),
});

/** @throws ServiceError `newer-record` */
export function storedPersonOf(item: LedgerItem): StoredPerson {
  const fields = stored.parse(fieldsOf(item, 'person'));
  const { person: id, edition, logins, revision, quarantined } = fields;
  const decided = ofStoredAccess(fields.decided);
  const accounts = z
    .array(account)
    .parse(JSON.parse(fields.accounts))
    .map((one) => ofStoredAccount(one, decided));
  const waiting = quarantined !== undefined && { quarantined: ofStoredQuarantine(quarantined) };
  const person = { id, accounts, logins, revision, decided, ...waiting };
  return { person, edition, due: dueOf(fields) };
}

function dueOf({ dueAt, looks, occasion, isToDecide, policy }: z.output<typeof stored>): DuePerson | undefined {
  if (dueAt === undefined) return undefined;
  return {
    ...{ dueAt, looks, occasion: occasion === undefined ? undefined : ofStoredOccasion(occasion), isToDecide },
    ...(policy !== undefined && { policy }),
  };
}

/** As the item has them. They are measured with each event, and then written. */
export const storedAccounts = memoise((accounts: readonly SourceAccount[]) =>
  JSON.stringify(accounts.map(toStoredAccount)),
);

/** The attributes of the item but its key. A person is compared with what is stored, and then written. */
export const personAttributes = memoise(({ id, accounts, logins, decided, revision, quarantined }: KnownPerson) => ({
  person: id,
  accounts: storedAccounts(accounts),
  logins: logins.map((held) => ({ ...held })),
  decided: JSON.stringify(toStoredAccess(decided)),
  revision,
  // Left out where nothing waits, so that those who wait are found.
  quarantined: quarantined?.length ? toStoredQuarantine(quarantined) : undefined,
}));

/** Whether the item would be the same. */
export function isSamePerson(one: KnownPerson, other: KnownPerson): boolean {
  return isDeepStrictEqual(personAttributes(one), personAttributes(other));
}

function toStoredAccount({ facts, lists, ...others }: SourceAccount): z.input<typeof account> {
  return {
    ...others,
    lastLeftAt: others.lastLeftAt ?? '',
    facts: [...facts],
    lists: [...lists].map(([name, { members, ...whole }]) => [name, { members: [...members], ...whole }]),
  };
}

/** Of an account that an earlier release wrote, the leaving that was decided is the only one that is known. */
function ofStoredAccount(
  { facts, lists, lastLeftAt: lastTold, ...others }: z.output<typeof account>,
  { leftAt }: Pick<DecidedAccess, 'leftAt'>,
): SourceAccount {
  const { state } = others;
  const isFromBefore = leftAt !== undefined && state?.is === 'active' && leftAt < state.saidAt;
  const lastLeftAt = lastTold ?? (isFromBefore ? leftAt : '');
  return {
    ...others,
    ...(lastLeftAt !== '' && { lastLeftAt }),
    facts: new Map(facts),
    lists: new Map(lists.map(([name, { members, ...whole }]) => [name, { members: new Map(members), ...whole }])),
  };
}

function toStoredAccess({ assignments, reported, denials, ended, withheld, endsAt, ...others }: DecidedAccess) {
  return {
    ...others,
    ...{ assignments: [...assignments], reported: [...reported], denials: [...denials], ended: [...ended] },
    ...(withheld.size > 0 && { withheld: [...withheld] }),
    ...(endsAt.size > 0 && { endsAt: [...endsAt] }),
  };
}

function ofStoredAccess(json: string): DecidedAccess {
  const {
    assignments,
    reported,
    denials,
    ended,
    withheld = [],
    endsAt = [],
    ...others
  } = access.parse(JSON.parse(json));
  return {
    ...others,
    ...{ assignments: new Map(assignments), reported: new Map(reported) },
    ...{ denials: new Map(denials), ended: new Map(ended), withheld: new Map(withheld) },
    endsAt: new Map(endsAt),
  };
}
