/** One account leaves a person, while commands are cut off and events come. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { entities, policy as makePolicy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { cleared, type Person } from '../../../lib/identity/person.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { sightingOf } from '../../../lib/people/identification.ts';
import { knowledgeOf } from '../../../lib/people/knowledge.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { People } from '../../../lib/people/people.ts';
import type { PeopleStore } from '../../../lib/people/people-table.ts';
import { choiceOf, chooseAccount } from '../../../operator/people/account-choice.ts';
import { mergePeople } from '../../../operator/people/merging.ts';
import { PeopleReader } from '../../../operator/people/people-reader.ts';
import { unlinkAccount } from '../../../operator/people/unlinking.ts';
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
let adm: string;
beforeEach(renew);

function renew(): void {
  ada = `${randomUUID()}@example.com`;
  adm = `adm-${ada}`;
}

async function say(source: string, day: number, person: Person, others: Partial<PersonReading> = {}) {
  const said = reading('changed', {}, { time: `2026-11-${day}T08:00:00.000Z`, person, ...others });
  const done = await new People(table, policy, Date.now).learn([sightingOf(policy, { reading: said, source })]);
  if (done.person === undefined) throw new Error('nobody');
  return done.person;
}

const byOkta = () => ({ id: `okta ${ada}`, userName: ada });
const byWorkday = () => ({ id: `workday ${ada}`, userName: adm });

/** One person with an account in Workday, which says the department, and one in Okta, which says the group. */
async function makeOne() {
  const first = await say('workday', 10, { ...byWorkday(), department: 'Billing', active: true });
  const second = await say('okta', 11, { ...byOkta(), groups: ['zuora-germany'], active: true });
  return mergePeople(table, { first: first.id, second: second.id, isForced: false });
}

async function unlink(personId: string, store: PeopleStore = table) {
  return unlinkAccount(store, policy, { personId, choice: { source: 'okta' } });
}

async function known(login: string) {
  const stored = await reader.read(login);
  if (stored === undefined) throw new Error('nobody');
  const { person } = knowledgeOf(stored.person);
  return { id: stored.person.id, sources: stored.person.accounts.map(({ source }) => source), person };
}

async function expectTwo(): Promise<void> {
  const [one, other] = [await known(adm), await known(ada)];
  expect(one.id).not.toBe(other.id);
  expect(one).toMatchObject({ sources: ['workday'], person: { department: 'Billing' } });
  expect(other).toMatchObject({ sources: ['okta'], person: { groups: ['zuora-germany'], department: cleared } });
}

describe('an account that is unlinked', () => {
  test('leaves both to be decided by a policy that was applied to the person', async () => {
    const person = await makeOne();
    await table.requireDecision(person, 'hash');
    await unlink(person.id);
    for (const login of [ada, adm]) {
      expect((await reader.read(login))?.due).toMatchObject({ isToDecide: true, policy: 'hash' });
    }
  });

  test('is a person of its own with the login that it names, and each lacks what only the other one said', async () => {
    const { id } = await makeOne();
    await unlink(id);
    await expectTwo();
    expect((await reader.read(adm))?.person).toMatchObject({ id, logins: [{ login: adm, generation: 1 }] });
    expect((await reader.read(ada))?.person).toMatchObject({ logins: [{ login: ada, generation: 3 }] });
  });

  test('the next event about each ends what only the other one gave', async () => {
    const { id } = await makeOne();
    await unlink(id);
    const remaining = await say('workday', 12, byWorkday());
    expect([...remaining.decided.assignments]).toEqual([
      [entities.germany, ['billing']],
      [entities.france, ['billing']],
    ]);
    const parted = await say('okta', 12, byOkta());
    expect([...parted.decided.assignments]).toEqual([[entities.germany, ['germany-group']]]);
    expect([...parted.decided.ended.keys()]).toEqual([entities.france]);
    expect(parted).toMatchObject({ logins: [{ login: ada, generation: 3 }], accounts: [{ source: 'okta' }] });
  });

  test('keeps when the one left who had its login before', async () => {
    const { id } = await makeOne();
    const stored = await table.read(id);
    if (stored === undefined) throw new Error('nobody');
    const logins = stored.person.logins.map((held) => ({ ...held, leftBefore: '2026-11-01T08:00:00.000Z' }));
    await table.write({ ...stored.person, logins }, stored.edition);
    await unlink(id);
    expect((await reader.read(ada))?.person.logins).toEqual([
      { login: ada, generation: 3, leftBefore: '2026-11-01T08:00:00.000Z' },
    ]);
  });

  test('a command that was cut off anywhere is finished by the same command, or by the next event', async () => {
    let writes = 0;
    for (let isCutOff = true; isCutOff; writes += 1) {
      renew();
      const { id } = await makeOne();
      isCutOff = await unlink(id, cutOffAfter(table, writes)).then(
        () => false,
        (error) => {
          if (!(error instanceof CutOff)) throw error;
          return true;
        },
      );
      if (isCutOff) await unlink(id).catch((error) => expect(String(error)).toContain('no such account'));
      await say('okta', 12, byOkta());
      await expectTwo();
    }
    // The new person, two keys, the person without the account, and the login.
    expect(writes - 1).toBe(5);
  });

  test('an event between the steps of a command that was cut off is not lost', async () => {
    for (let writes = 0; writes < 5; writes += 1) {
      renew();
      const { id } = await makeOne();
      await expect(unlink(id, cutOffAfter(table, writes))).rejects.toThrow(CutOff);
      await say('okta', 12, { ...byOkta(), userType: 'Contractor' });
      await unlink(id).catch((error) => expect(String(error)).toContain('no such account'));
      await expectTwo();
      expect((await known(ada)).person).toMatchObject({ userType: 'Contractor' });
    }
  });
});

test('an account that another source gives the same login is refused: the next event would link it again', async () => {
  await say('workday', 10, { id: `workday ${ada}`, userName: ada });
  const { id } = await say('okta', 11, byOkta());
  await expect(unlink(id)).rejects.toThrow(/would link them again\. Nothing was unlinked/);
  expect((await reader.read(ada))?.person.accounts).toHaveLength(2);
});

test('of several accounts in a source one has to be named, and the last one stays', async () => {
  const { id } = await say('okta', 10, byOkta());
  await expect(unlink(id)).rejects.toThrow('has no other account');
  await say('okta', 11, byOkta(), { change: 'left' });
  await say('okta', 12, { id: `new ${ada}`, userName: ada, active: true });
  await expect(unlink(id)).rejects.toThrow(`2 accounts there. Give --account: okta ${ada} or new ${ada}.`);
  const choice = { source: 'okta', key: `okta ${ada}` };
  await unlinkAccount(table, policy, { personId: id, choice });
  expect((await reader.read(ada))?.person).toMatchObject({ id, accounts: [{ state: { is: 'active' } }] });
  const missing = unlinkAccount(table, policy, { personId: id, choice: { source: 'scim' } });
  await expect(missing).rejects.toThrow(`no such account. Their accounts: okta (new ${ada}, ${ada}).`);
});

test('the accounts that count say what is absent, and no other account keeps it', async () => {
  const first = await say('scim', 9, {
    id: `scim ${ada}`,
    userName: `scim-${ada}`,
    groups: ['zuora-germany'],
    active: true,
  });
  const { id } = await makeOne();
  await mergePeople(table, { first: first.id, second: id, isForced: false });
  const sources = ['workday', 'okta'];
  const ordered = makePolicy({ on: revoking, sources });
  await unlinkAccount(table, ordered, { personId: first.id, choice: { source: 'okta' } });
  const stored = await table.read(first.id);
  if (stored === undefined) throw new Error('nobody');
  expect(stored.person.accounts.map(({ source }) => source)).toEqual(['scim', 'workday']);
  expect(knowledgeOf(stored.person, { sources }).absent).toEqual({ groups: ['zuora-germany'] });
});

test('a suspended account that another one has replaced says nothing of what is absent', async () => {
  await say('workday', 9, { id: `old ${ada}`, userName: adm }, { change: 'suspended' });
  const { id } = await makeOne();
  await unlink(id);
  const { person } = (await reader.read(adm)) ?? {};
  if (person === undefined) throw new Error('nobody');
  expect(person.accounts).toHaveLength(2);
  expect(knowledgeOf(person).absent).toEqual({ groups: ['zuora-germany'] });
});

test('the account that the operator was shown is unlinked, and no other one that has come meanwhile', async () => {
  const { id } = await makeOne();
  const shown = chooseAccount((await reader.read(ada))?.person ?? unknownPerson(id), { source: 'okta' });
  // Another operator unlinks it, and merges somebody else with the person.
  await unlink(id);
  const other = await say('okta', 12, { id: `other ${ada}`, userName: `other-${ada}`, active: true });
  await mergePeople(table, { first: id, second: other.id, isForced: false });
  await expect(unlinkAccount(table, policy, { personId: id, choice: choiceOf(shown) })).rejects.toThrow(
    'The person has no such account.',
  );
  expect((await reader.read(`other-${ada}`))?.person.id).toBe(id);
});
