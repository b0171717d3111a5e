import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { decidedEvents } from '../../../lib/people/decided-event.ts';
import {
  type HeldLogin,
  type KnownPerson,
  type SourceAccount,
  unknownPerson,
} from '../../../lib/people/known-person.ts';
import { chainOf, withoutRenamesOutside, withRenames, withRevisedChains } from '../../../lib/people/renamed-logins.ts';
import { personAttributes, storedPersonOf } from '../../../lib/people/stored-person.ts';

const by = policy({ on: revoking, sources: ['okta', 'workday'] });
const said = '2026-11-21T09:30:00.000Z';

const account = (userName: string, others: Partial<SourceAccount> = {}): SourceAccount => ({
  ...{ source: 'okta', lists: new Map(), state: { is: 'active', saidAt: said, since: said, reportedAt: said } },
  facts: new Map([['userName', { value: userName, saidAt: said, since: said }]]),
  ...others,
});
const login = (name: string, renamedTo?: string): HeldLogin => ({
  ...{ login: name, generation: 1 },
  ...(renamedTo !== undefined && { renamedTo }),
});
const personWith = (accounts: readonly SourceAccount[], ...logins: readonly (string | HeldLogin)[]): KnownPerson => ({
  ...{ ...unknownPerson('one'), accounts, revision: 1 },
  logins: logins.map((one) => (typeof one === 'string' ? login(one) : one)),
});
/** What is told of the logins of a person who is stored with other accounts and logins. */
const renamesOf = (before: KnownPerson, after: KnownPerson) =>
  Object.fromEntries(withRenames(by, before, after).logins.map((held) => [held.login, held.renamedTo]));

describe('a login leads to the one that took its place', () => {
  const ada = personWith([account('ada')], 'ada');

  test('when a source renames the account', () => {
    const renamed = personWith([account('countess')], 'ada', 'countess');
    expect(renamesOf(ada, renamed)).toEqual({ ada: 'countess', countess: undefined });
  });

  test('not when the spelling alone changes', () => {
    expect(renamesOf(ada, personWith([account('ADA')], 'ada'))).toEqual({ ada: undefined });
  });

  test('also if another source has yet to rename its account, and then renames it', () => {
    const both = [account('ada'), account('ada', { source: 'workday' })];
    const before = personWith(both, 'ada');
    const half = personWith([account('countess'), both[1] ?? account('')], 'ada', login('countess'));
    const once = withRenames(by, before, half);
    expect(renamesOf(before, half)).toEqual({ ada: 'countess', countess: undefined });
    const twice = { ...once, accounts: [half.accounts[0] ?? account(''), account('countess', { source: 'workday' })] };
    expect(renamesOf(once, twice)).toEqual({ ada: 'countess', countess: undefined });
  });

  test('and back again', () => {
    const renamed = personWith([account('countess')], login('ada', 'countess'), 'countess');
    const back = { ...renamed, accounts: [account('ada')] };
    expect(renamesOf(renamed, back)).toEqual({ ada: undefined, countess: 'ada' });
  });

  test('on and on', () => {
    const renamed = personWith([account('countess')], login('ada', 'countess'), 'countess');
    const again = personWith([account('lovelace')], login('ada', 'countess'), 'countess', 'lovelace');
    const { logins } = withRenames(by, renamed, again);
    expect(chainOf(logins, 'ADA').map((held) => held.login)).toEqual(['countess', 'lovelace']);
    expect(chainOf(logins, 'countess').map((held) => held.login)).toEqual(['ada', 'lovelace']);
  });

  test('also if somebody else had that one, until they left or the account was renamed again', () => {
    const conflict = withRenames(by, ada, personWith([account('countess')], 'ada'));
    expect(chainOf(conflict.logins, 'ada')).toEqual([]);
    expect(chainOf([...conflict.logins, login('countess')], 'ada')).toEqual([login('countess')]);
    const again = personWith([account('lovelace')], ...conflict.logins, 'lovelace');
    expect(renamesOf(conflict, again)).toEqual({ ada: 'lovelace', lovelace: undefined });
  });
});

describe('two logins are of two users', () => {
  test('where an account has each', () => {
    const before = personWith([account('ada')], 'ada');
    const after = personWith([account('ada'), account('ada-adm')], 'ada', 'ada-adm');
    expect(renamesOf(before, after)).toEqual({ ada: undefined, 'ada-adm': undefined });
  });

  test('where an account is given a login that the person had otherwise', () => {
    const before = personWith([account('ada'), account('ada-adm')], 'ada', 'ada-adm');
    const after = { ...before, accounts: [account('ada-adm'), account('ada-adm')] };
    expect(renamesOf(before, after)).toEqual({ ada: undefined, 'ada-adm': undefined });
  });

  test('where the source has another account by the former one, that is in use', () => {
    const before = personWith([account('ada'), account('ada')], 'ada');
    const after = personWith([account('countess'), account('ada')], 'ada', 'countess');
    expect(renamesOf(before, after)).toEqual({ ada: undefined, countess: undefined });
    const left = account('ada', { state: { is: 'left', saidAt: said, since: said, reportedAt: said } });
    const isOver = personWith([account('countess'), left], 'ada', 'countess');
    expect(renamesOf({ ...before, accounts: [account('ada'), left] }, isOver)).toMatchObject({ ada: 'countess' });
  });

  test('where a source renames that only reports', () => {
    const before = personWith([account('ada', { source: 'plain' })], 'ada');
    const after = personWith([account('countess', { source: 'plain' })], 'ada', 'countess');
    expect(renamesOf(before, after)).toEqual({ ada: undefined, countess: undefined });
  });

  test('where the former one is in use again by a new account', () => {
    const before = personWith([account('countess')], login('ada', 'countess'), 'countess');
    const after = { ...before, accounts: [account('countess'), account('ada')] };
    expect(renamesOf(before, after)).toEqual({ ada: undefined, countess: undefined });
  });

  test('where an operator has parted or merged them', () => {
    expect(withoutRenamesOutside([login('ada', 'countess')])).toEqual([login('ada')]);
    const both = [login('ada', 'Countess'), login('countess')];
    expect(withoutRenamesOutside(both)).toEqual(both);
  });
});

describe('the revision', () => {
  const before = personWith([account('ada')], 'ada');
  const renamed = withRenames(by, before, personWith([account('countess')], 'ada', 'countess'));

  test('is raised when the logins of a user change, once', () => {
    expect(withRevisedChains(before, renamed).revision).toBe(2);
    expect(withRevisedChains(before, { ...renamed, revision: 2 }).revision).toBe(2);
    expect(withRevisedChains(before, { ...renamed, revision: 0 }).revision).toBe(0);
    expect(withRevisedChains(renamed, renamed).revision).toBe(1);
  });

  test('is raised when another person could be meant by one of them', () => {
    const logins = renamed.logins.map((held) => ({ ...held, generation: held.login === 'countess' ? 2 : 1 }));
    expect(withRevisedChains(renamed, { ...renamed, logins }).revision).toBe(2);
  });

  test('stays when the person gets a login of another user', () => {
    expect(withRevisedChains(before, personWith([account('ada'), account('ada-adm')], 'ada', 'ada-adm')).revision).toBe(
      1,
    );
  });
});

test('decisions name the other logins of the user, with what was over before, and have an id of their own', () => {
  const reading = { id: 'e-1', time: said, change: 'changed', audit: {} };
  const occasion = { reading, source: 'okta', rules: [] };
  const logins: HeldLogin[] = [login('ada', 'countess'), { ...login('countess'), leftBefore: said }, login('ada-adm')];
  const eventsOf = (held: readonly HeldLogin[]) => decidedEvents(by, personWith([], ...held), occasion);
  expect(eventsOf(logins).map(({ data }) => data.otherLogins)).toEqual([
    [{ login: 'countess', generation: 1, leftAt: said }],
    [{ login: 'ada', generation: 1 }],
    undefined,
  ]);
  const idsOf = (held: readonly HeldLogin[]) => eventsOf(held).map(({ id }) => id);
  const [alone = []] = [logins.map(({ renamedTo: _, ...held }) => held)].map(idsOf);
  const [former, present, administrator] = idsOf(logins);
  expect(alone).toContain(administrator);
  expect(alone).not.toContain(former);
  expect(alone).not.toContain(present);
});

test('somebody whom an earlier release stored has no renames, and what is stored is read again', () => {
  const stored = (person: KnownPerson) =>
    storedPersonOf(marshall({ version: 1, edition: 1, ...personAttributes(person) }, { removeUndefinedValues: true }));
  const person = personWith([], login('ada', 'countess'), 'countess');
  expect(stored(person).person.logins).toEqual(person.logins);
  expect(stored(personWith([], 'ada')).person.logins).toEqual([login('ada')]);
});
