import { expect, test } from '@jest/globals';
import { entityNames } from '../../../operator/policy/entity-names.ts';

test.each<[zuoraNames: string[], names: string[]]>([
  [
    ['Northwind Germany', 'München & Söhne GmbH'],
    ['northwind-germany', 'munchen-sohne-gmbh'],
  ],
  [
    ['EMEA', 'emea', 'EMEA 2', 'E.M.E.A.'],
    ['emea', 'emea-2', 'emea-2-2', 'e-m-e-a'],
  ],
  [
    ['3M', '日本', ''],
    ['entity-3m', 'entity', 'entity-2'],
  ],
  [
    ['__proto__', 'constructor'],
    ['proto', 'constructor'],
  ],
])('entities called %j may be %j', (zuoraNames, names) => {
  expect(entityNames(zuoraNames)).toEqual(names);
});

test('however long the names, those made of them are short, and differ', () => {
  const names = entityNames(['x'.repeat(500), `${'x'.repeat(500)}y`]);
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
});
