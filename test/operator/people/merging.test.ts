/** Two people become one, while commands are cut off and events come. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { entities, policy as makePolicy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { Person } from '../../../lib/identity/person.ts';
import type { ChangeKind } from '../../../lib/identity/reading.ts';
import { decidedEvents } from '../../../lib/people/decided-event.ts';
import { sightingOf } from '../../../lib/people/identification.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { keysIn } from '../../../lib/people/new-keys.ts';
import { People } from '../../../lib/people/people.ts';
import type { PeopleStore } from '../../../lib/people/people-table.ts';
import type { QuarantinedEffect } from '../../../lib/safeguard/quarantined.ts';
import { joinedPerson } from '../../../operator/people/joined-person.ts';
import { readMergeable } from '../../../operator/people/mergeable.ts';
import { mergePeople } from '../../../operator/people/merging.ts';
import { PeopleReader } from '../../../operator/people/people-reader.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';
import { CutOff, cutOffAfter } from './cut-off-store.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const reader = new PeopleReader(dynamodb, 'people', 400);
const { table } = reader;
const policy = makePolicy({ on: revoking });

beforeAll(() => createLedgerTable(dynamodb, 'people'));

let ada: string;
let old: string;
beforeEach(() => {
  ada = `${randomUUID()}@example.com`;
  old = `old-${ada}`;
});

async function say(source: string, change: ChangeKind, day: number, person: Person): Promise<KnownPerson | undefined> {
  const said = reading(change, {}, { time: `2026-11-${day}T08:00:00.000Z`, person });
  const done = await new People(table, policy, Date.now).learn([sightingOf(policy, { reading: said, source })]);
  return done.person;
}

const byOkta = () => ({ id: `okta ${ada}`, userName: ada });
const byWorkday = () => ({ id: `workday ${ada}`, userName: old });

/** One in Billing by Okta, and one in a group by Workday. */
async function makeTwo(): Promise<void> {
  await say('okta', 'joined', 10, { ...byOkta(), department: 'Billing' });
  await say('workday', 'joined', 11, { ...byWorkday(), groups: ['zuora-germany'] });
}

async function merge(store: PeopleStore = table, isForced = false): Promise<void> {
  const { first, second } = await readMergeable(reader, 'local', { first: ada, second: old });
  if (second !== undefined) await mergePeople(store, { first: first.id, second: second.id, isForced });
}

/** Whom everything leads to, and what is known of them. */
async function outcome() {
  const [one, other] = [await reader.read(ada), await reader.read(old)];
  const { person } = one ?? {};
  if (person === undefined || other === undefined) throw new Error('nobody');
  const owners = await table.owners(keysIn(person));
  return {
    isOne: other.person.id === person.id && [...owners.values()].every((owner) => owner?.person === person.id),
    sources: person.accounts.map(({ source }) => source),
    logins: person.logins,
    assigned: [...person.decided.assignments],
    revision: person.revision,
  };
}

const merged = () => ({
  ...{ isOne: true, sources: ['okta', 'workday'], revision: 2 },
  logins: [
    { login: old, generation: 2 },
    { login: ada, generation: 1 },
  ],
  assigned: [
    [entities.germany, ['billing', 'germany-group']],
    [entities.france, ['billing']],
  ],
});

describe('a merge', () => {
  test('keeps that one of them is to be decided by a policy that was applied', async () => {
    await makeTwo();
    const second = await reader.read(old);
    if (second === undefined) throw new Error('nobody');
    await table.requireDecision(second.person, 'hash');
    await table.requireDecision(second.person);
    await merge();
    expect((await reader.read(ada))?.due).toMatchObject({ isToDecide: true, policy: 'hash' });
  });

  test('gives the first the accounts, the keys, the logins and the decisions of the second', async () => {
    await makeTwo();
    const second = await reader.read(old);
    await merge();
    expect(await outcome()).toEqual(merged());
    expect(await table.read(second?.person.id ?? '')).toMatchObject({ person: { accounts: [], logins: [] } });
    await merge();
    expect(await outcome()).toEqual(merged());
  });

  test('is followed by a decision from all that is known, for each login', async () => {
    await makeTwo();
    await merge();
    const person = await say('workday', 'changed', 12, { ...byWorkday(), userType: 'Contractor' });
    expect(person).toMatchObject({ logins: merged().logins, revision: 3 });
    expect([...(person?.decided.denials.keys() ?? [])]).toEqual([entities.france]);
  });

  test('a command that was cut off anywhere is finished by the same command', async () => {
    let writes = 0;
    for (let isCutOff = true; isCutOff; writes += 1) {
      ada = `${randomUUID()}@example.com`;
      old = `old-${ada}`;
      await makeTwo();
      isCutOff = await merge(cutOffAfter(table, writes)).then(
        () => false,
        (error) => {
          if (!(error instanceof CutOff)) throw error;
          return true;
        },
      );
      if (isCutOff) await merge();
      expect(await outcome()).toEqual(merged());
    }
    // The person, the two keys, the emptied item, and the login.
    expect(writes - 1).toBe(5);
  });

  test.each(['okta', 'workday'])(
    'no event of %s is lost between the steps of a merge that was cut off',
    async (source) => {
      for (let writes = 0; writes < 5; writes += 1) {
        ada = `${randomUUID()}@example.com`;
        old = `old-${ada}`;
        await makeTwo();
        await expect(merge(cutOffAfter(table, writes))).rejects.toThrow(CutOff);
        const about = source === 'okta' ? byOkta() : byWorkday();
        await say(source, 'changed', 12, { ...about, userType: 'Contractor' });
        await merge();
        const stored = await reader.read(ada);
        const account = stored?.person.accounts.find((one) => one.source === source);
        expect(account?.facts.get('userType')?.value).toBe('Contractor');
        expect(await outcome()).toMatchObject({ isOne: true, sources: ['okta', 'workday'] });
      }
    },
  );

  test('an event between the reading and the writing counts', async () => {
    await makeTwo();
    let isSaid = false;
    const during: PeopleStore = {
      ...cutOffAfter(table, Number.POSITIVE_INFINITY),
      empty: async (id, edition) => {
        if (!isSaid) {
          isSaid = true;
          await table.write({ ...(await readStored(id)), revision: 7 }, edition);
        }
        return table.empty(id, edition);
      },
    };
    await merge(during);
    expect(isSaid).toBe(true);
    expect(await outcome()).toMatchObject({ isOne: true, sources: ['okta', 'workday'] });
  });

  async function readStored(id: string): Promise<KnownPerson> {
    const stored = await table.read(id);
    if (stored === undefined) throw new Error('nobody');
    return stored.person;
  }

  describe('of somebody whom another operator has merged meanwhile', () => {
    const third = () => `third-${ada}`;

    /** @param name a login of the one who becomes a third person */
    async function mergeMeanwhile(name: string): Promise<void> {
      await say('scim', 'joined', 12, { id: `scim ${ada}`, userName: third() });
      const { first, second } = await readMergeable(reader, 'local', { first: third(), second: name });
      if (second !== undefined) await mergePeople(table, { first: first.id, second: second.id, isForced: false });
    }

    test.each([
      ['the first', () => ada, ['scim', 'okta'], ['workday']],
      ['the second', () => old, ['scim', 'workday'], ['okta']],
    ])('does nothing: %s', async (_, name, joined, other) => {
      await makeTwo();
      const [one, two] = [await reader.read(ada), await reader.read(old)];
      await mergeMeanwhile(name());
      const shown = { first: one?.person.id ?? '', second: two?.person.id ?? '', isForced: false };
      await expect(mergePeople(table, shown)).rejects.toThrow('Nothing was merged. Look again.');
      const sources = async (login: string) => (await reader.read(login))?.person.accounts.map(({ source }) => source);
      expect(await sources(third())).toEqual(joined);
      expect(await sources(name() === ada ? old : ada)).toEqual(other);
    });
  });

  test('two accounts of one source that are not over need force', async () => {
    await say('okta', 'joined', 10, byOkta());
    await say('okta', 'joined', 11, { id: `other ${ada}`, userName: old });
    await expect(merge()).rejects.toThrow(/Both have an account in okta that is not over.* give --force/);
    expect(await outcome()).toMatchObject({ isOne: false });
    await merge(table, true);
    expect(await outcome()).toMatchObject({ isOne: true, sources: ['okta', 'okta'] });
  });

  test('an account that is over is in nobody’s way, and the leaving of one ends nothing by itself', async () => {
    await say('okta', 'joined', 10, { ...byOkta(), department: 'Billing' });
    await say('okta', 'left', 11, { id: `other ${ada}`, userName: old });
    await merge();
    expect(await outcome()).toMatchObject({ isOne: true });
    expect((await reader.read(ada))?.person.decided).toMatchObject({ hasLeft: false });
  });

  test.each([
    ['the second', { kept: () => ada, over: () => old }],
    ['the first', { kept: () => old, over: () => ada }],
  ])('the leaving of %s ends the requests of their own login alone', async (_, { kept, over }) => {
    await say('okta', 'joined', 10, { id: `okta ${kept()}`, userName: kept() });
    await say('okta', 'joined', 10, { id: `okta ${over()}`, userName: over() });
    await say('okta', 'left', 20, { id: `okta ${over()}`, userName: over() });
    await merge();
    await merge();
    const person = await say('okta', 'changed', 21, { id: `okta ${kept()}`, department: 'Billing' });
    if (person === undefined) throw new Error('nobody');
    const occasion = { reading: reading('changed'), source: 'okta', rules: [] };
    const told = decidedEvents(policy, person, occasion).map(
      ({ data: { username, leftAt } }) => [username, leftAt] as const,
    );
    expect(new Map(told)).toEqual(
      new Map([
        [kept(), undefined],
        [over(), '2026-11-20T08:00:00.000Z'],
      ]),
    );
  });

  describe('of two people whose changes wait', () => {
    const effect = (set: string, behind: string, changes: Partial<QuarantinedEffect> = {}): QuarantinedEffect => ({
      ...{ kind: 'leaving', behind: [behind], set, cause: `source ${behind}`, since: '2026-11-20T08:00:00.000Z' },
      ...changes,
    });
    const joined = (first: readonly QuarantinedEffect[], second: readonly QuarantinedEffect[]) =>
      joinedPerson({ ...unknownPerson('1'), quarantined: first }, { ...unknownPerson('2'), quarantined: second }, [])
        .quarantined;

    test('keeps what waits of either', () => {
      const ends = ['a', 'b'].map((entityId) => effect('one', 'r', { kind: 'end', entityId }));
      expect(joined(ends.slice(0, 1), ends.slice(1))).toEqual(ends);
      expect(joined([], [])).toBeUndefined();
    });

    test('has what waits of both wait once, by all that is behind it, for the answer that is still to come', () => {
      const open = effect('open', 'okta');
      const kept = effect('kept', 'workday', { isKept: true });
      const both = { ...open, behind: ['okta', 'workday'] };
      expect([joined([open], [kept]), joined([kept], [open])]).toEqual([[both], [both]]);
    });
  });
});
