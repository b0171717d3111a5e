import { expect, test } from '@jest/globals';
import { parseCredentials } from '../../../lib/zuora/credentials.ts';
import { clientRoles } from '../../../operator/zuora/client-roles.ts';
import { germany, japan } from '../../factories.ts';

const france = '5eed0000000040008000000000000003';
const own = { clientId: 'own', clientSecret: 'own-secret' };
const base = { baseUrl: 'https://rest.zuora.com', clientId: 'default', clientSecret: 'default-secret' };
const value = JSON.stringify({ ...base, entities: { [japan]: own, [france]: own } });

test('each client is there once, with the entities that have to be reached with it', () => {
  const roles = clientRoles(parseCredentials('secret', 'prod', value, ''), [germany, france]);
  expect(roles.map(({ name, entityIds }) => ({ name, entityIds }))).toEqual([
    { name: 'default', entityIds: [germany] },
    { name: `of ${japan}`, entityIds: [japan, france] },
  ]);
  expect(roles.map(({ actsIn }) => [actsIn(germany), actsIn(japan)])).toEqual([
    [true, false],
    [false, true],
  ]);
});
