import { describe, expect, test } from '@jest/globals';
import { enterprise } from '../../../fuzz/fixtures/scim.ts';
import { parseFilter } from '../../../lib/identity/scim-filter.ts';
import { parseScimPath } from '../../../lib/identity/scim-path.ts';

describe('a path', () => {
  test.each<[path: string, parts: object]>([
    ['title', { attribute: 'title' }],
    [' / title ', { attribute: 'title' }],
    ["'name.familyName'", { attribute: 'name', sub: 'familyName' }],
    ['/name/familyName', { attribute: 'name', sub: 'familyName' }],
    ['emails[type eq "work"].value', { attribute: 'emails', filter: 'type eq "work"', sub: 'value' }],
    ['emails [type eq "w]rk"] . value', { attribute: 'emails', filter: 'type eq "w]rk"', sub: 'value' }],
    [`${enterprise}:manager.value`, { schema: enterprise, attribute: 'manager', sub: 'value' }],
    [`${enterprise}.costCenter`, { schema: enterprise, attribute: 'costCenter' }],
    [`/${enterprise}/costCenter`, { schema: enterprise, attribute: 'costCenter' }],
    [enterprise, { schema: enterprise, attribute: '' }],
    [
      'urn:ietf:params:scim:schemas:core:2.0:Group:members[value eq "urn:x:1"]',
      { attribute: 'members', filter: 'value eq "urn:x:1"' },
    ],
    ['URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER', { attribute: '' }],
    ['urn:acme:hr:2.0:Employee:site', { schema: 'urn:acme:hr:2.0:Employee', attribute: 'site' }],
    ['urn:acme:AcmeUser.site', { schema: 'urn:acme:AcmeUser', attribute: 'site' }],
    ['urn:acme:site', { schema: 'urn:acme', attribute: 'site' }],
  ])('%s', (path, parts) => {
    expect(parseScimPath(path)).toEqual({ schema: undefined, filter: undefined, sub: undefined, ...parts });
  });

  test.each(['', '/', '((', 'a b', '7', 'emails[', 'emails]', 'name.', 'a.b.c', '__proto__', 'x'.repeat(1025)])(
    '%j is none',
    (path) => {
      expect(parseScimPath(path)).toBeUndefined();
    },
  );
});

describe('a filter', () => {
  test.each<[filter: string, alternatives: object[]]>([
    ['value eq "u-1"', [{ value: 'u-1' }]],
    ['Value EQ u-1', [{ value: 'u-1' }]],
    ["value eq 'u-1'", [{ value: 'u-1' }]],
    ['value eq "a" or (display eq "b or c" and type eq "User")', [{ value: 'a' }, { display: 'b or c', type: 'User' }]],
    ['value eq "a \\"b\\""', [{ value: 'a "b"' }]],
    ['primary eq true', [{ primary: 'true' }]],
  ])('%s', (filter, alternatives) => {
    expect(parseFilter(filter.replace('(', '').replace(')', ''))).toEqual(alternatives);
  });

  test.each([
    '',
    'value',
    'value ne "a"',
    'value eq',
    'not (value eq "a")',
    'value eq "a" and value eq "b"',
    'value eq "a',
  ])('%j names no values', (filter) => {
    expect(parseFilter(filter)).toBeUndefined();
  });
});
