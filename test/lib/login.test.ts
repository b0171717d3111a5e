import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldLogin, spellingOf, spellingsOf } from '../../lib/login.ts';

describe('the spellings of a login', () => {
  test.each([
    ['ada@example.com', ['ada@example.com']],
    ['Ada@Example.com', ['Ada@Example.com', 'ada@example.com']],
    ['\u200bAda@example.com ', ['\u200bAda@example.com ', 'Ada@example.com', 'ada@example.com']],
    ['Andre\u0301', ['Andre\u0301', 'Andr\u00e9', 'andr\u00e9']],
    ['andr\u00e9', ['andr\u00e9', 'andre\u0301']],
    ['\u200b', ['\u200b']],
  ])('of %j', (login, spellings) => {
    expect(spellingsOf(login)).toEqual(spellings);
  });

  test('begin with the login as it was sent, and never repeat', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (login) => {
        const spellings = spellingsOf(login);
        expect(spellings[0]).toBe(login);
        expect(new Set(spellings).size).toBe(spellings.length);
      }),
    );
  });

  const tidyLogins = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((login) => login.replace(/\p{Cf}/gu, '').trim())
    .filter((login) => login !== '');
  const forms = fc.constantFrom<'NFC' | 'NFD'>('NFC', 'NFD');

  test('include the one that Zuora knew last, however the login is sent', () => {
    fc.assert(
      fc.property(tidyLogins, forms, (login, form) => {
        const known = login.normalize(form);
        const spelling = spellingOf(known);
        fc.pre(spelling !== undefined);
        for (const sent of [foldLogin(known), `${known.toLowerCase()}\u200b`, known.normalize('NFD')]) {
          expect(spellingsOf(sent, spelling)).toContain(known);
        }
      }),
    );
  });

  test('try the one that Zuora knew last before any that nobody has used', () => {
    const known = spellingOf('Ada@Example.com');
    expect(spellingsOf('ADA@example.com', known)).toEqual(['ADA@example.com', 'Ada@Example.com', 'ada@example.com']);
  });

  test.each(['Ada.Byron@Example.com', 'EMMY.NO\u0308THER@example.com', '\ud801\udc00 Deseret', 'plain'])(
    'can be remembered for %j',
    (login) => {
      expect(spellingOf(login)).toBeDefined();
      expect(JSON.stringify(spellingOf(login))).not.toMatch(/[a-z]{3}@/i);
    },
  );

  // A capital that two capitals replace, and a mixture of Unicode forms, have no place in what is remembered.
  test.each(['Stra\u1e9ee', 'No\u0308\u00f6', '\u200bAda'])('cannot be remembered for %j', (login) => {
    expect(spellingOf(login)).toBeUndefined();
  });

  test('are all of one user', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (login) => {
        expect(new Set(spellingsOf(login).map(foldLogin)).size).toBe(1);
      }),
    );
  });
});
