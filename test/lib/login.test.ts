import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldLogin, spellingsOf } from '../../lib/login.ts';

describe('the spellings of a login', () => {
  test.each([
    ['ada@example.com', ['ada@example.com']],
    ['Ada@Example.com', ['Ada@Example.com', 'ada@example.com']],
    ['\u200bAda@example.com ', ['\u200bAda@example.com ', 'Ada@example.com', 'ada@example.com']],
    ['Andre\u0301', ['Andre\u0301', 'Andr\u00e9', 'andr\u00e9']],
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

  test('are all of one user', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (login) => {
        expect(new Set(spellingsOf(login).map(foldLogin)).size).toBe(1);
      }),
    );
  });
});
