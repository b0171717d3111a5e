import { describe, expect, test } from '@jest/globals';
import { parseCredentials } from '../../../lib/zuora/credentials.ts';
import { germany, japan } from '../../factories.ts';

const value = { baseUrl: 'https://rest.eu.zuora.com', clientId: 'default', clientSecret: 'hunter2' };
const parse = (changes: object, stage = 'prod') =>
  parseCredentials('zuora-access/prod/oauth', stage, JSON.stringify({ ...value, ...changes }), 'v1');

test('the default client is known at the base URL', () => {
  const credentials = parse({});
  expect(credentials.versionId).toBe('v1');
  expect(credentials.clientFor(undefined)).toEqual(value);
  expect(credentials.clientFor(germany)).toEqual(value);
  expect(credentials.entityIds).toEqual([]);
});

test('an entity has a client of its own, however its id is written', () => {
  const own = { clientId: 'own', clientSecret: 's' };
  const { clientFor, entityIds } = parse({ entities: { '5EED0000-0000-4000-8000-000000000002': own, [japan]: own } });
  expect(entityIds).toEqual([germany, japan]);
  expect(clientFor(germany)).toEqual({ baseUrl: value.baseUrl, ...own });
  expect(clientFor(japan)).toEqual({ baseUrl: value.baseUrl, ...own });
  expect(clientFor('5eed0000000040008000000000000003')).toEqual(value);
  expect(clientFor(undefined)).toEqual(value);
});

describe('a base URL is taken:', () => {
  test.each([
    'https://rest.zuora.com',
    'https://rest.na.zuora.com',
    'https://rest.sandbox.na.zuora.com',
    'https://rest.apisandbox.zuora.com',
    'https://rest.test.ap.zuora.com',
    'https://rest.pt1.zuora.com',
    'https://tenant-copy.zuora.com',
  ])('%s', (baseUrl) => {
    expect(parse({ baseUrl }).clientFor(undefined).baseUrl).toBe(baseUrl);
  });

  test.each(['http://127.0.0.1:4567', 'http://localhost:4567', 'http://[::1]:4567', 'https://127.0.0.2'])(
    '%s, in stage local alone',
    (baseUrl) => {
      expect(parse({ baseUrl }, 'local').clientFor(undefined).baseUrl).toBe(baseUrl);
      expect(() => parse({ baseUrl })).toThrow('baseUrl: may be a loopback address only in stage local');
    },
  );
});

test.each([
  '',
  'rest.zuora.com',
  'http://rest.zuora.com',
  'ftp://rest.zuora.com',
  'https://zuora.com',
  'https://rest.evilzuora.com',
  'https://rest.zuora.com.evil.com',
  'https://rest.zuora.com@evil.com',
  'https://evil.com#.zuora.com',
  'https://evil.com/.zuora.com',
  'https://evil.com\\.zuora.com',
  'https://rest.zuora.com/',
  'https://rest.zuora.com/v1',
  'https://rest.zuora.com?a',
  'https://rest.zuora.com#a',
  'https://rest.zuora.com:443',
  'https://rest.zuora.com:8443',
  'https://user@rest.zuora.com',
  'https://rest.zuora.com.',
  ' https://rest.zuora.com',
  'https://rest.zuora.com\n',
  'HTTPS://REST.ZUORA.COM',
  'http://0.0.0.0',
  'http://10.0.0.1',
  'http://169.254.169.254',
  'http://[::ffff:127.0.0.1]:4567',
  'http://127.0.0.1.evil.com',
  'http://127.0.0.1:4567/',
  'http://user@127.0.0.1:4567',
])('a base URL is refused, in stage local too: %j', (baseUrl) => {
  for (const stage of ['prod', 'local']) {
    expect(() => parse({ baseUrl }, stage)).toThrow(/^The secret zuora-access\/prod\/oauth does not fit: baseUrl: /);
  }
});

test('an entity that is named twice, in both forms, is refused', () => {
  const own = { clientId: 'own', clientSecret: 's' };
  const entities = { '5eed0000-0000-4000-8000-000000000002': own, [germany]: own };
  expect(() => parse({ entities })).toThrow('entities: names an entity twice');
});

test('all that is wrong is told at once', () => {
  const own = { clientId: 'own' };
  expect(() => parse({ baseUrl: 'https://example.com', clientId: '', entities: { [japan]: own } })).toThrow(
    new RegExp(`baseUrl: must be a host under .zuora.com; clientId: .*; entities.${japan}.clientSecret: is missing$`),
  );
});

test.each(['hunter2', '"hunter2"', ''])('a value %j, which is no JSON object, is told as such', (text) => {
  const parsing = () => parseCredentials('the-secret', 'prod', text, 'v1');
  expect(parsing).toThrow('The secret the-secret does not fit: it is no JSON object');
  expect(parsing).not.toThrow('hunter2');
});

describe('what is wrong is told without repeating any of it', () => {
  test.each<[field: string, text: string]>([
    ['clientSecret', JSON.stringify({ ...value, clientSecret: ['hunter2'] })],
    ['clientId', JSON.stringify({ ...value, clientId: '' })],
    ['baseUrl', JSON.stringify({ ...value, baseUrl: 'https://hunter2.example.com' })],
    ['clientsecret', JSON.stringify({ ...value, clientsecret: 'hunter2' })],
    [
      'entities.germany',
      JSON.stringify({ ...value, entities: { germany: { clientId: 'a', clientSecret: 'hunter2' } } }),
    ],
    ['entities', JSON.stringify({ ...value, entities: 'hunter2' })],
    [
      `entities.${germany}.clientSecret`,
      JSON.stringify({ ...value, entities: { [germany]: { clientId: 'a', clientSecret: { x: 'hunter2' } } } }),
    ],
  ])('%s in %s', (field, text) => {
    const parsing = () => parseCredentials('the-secret', 'prod', text, 'v1');
    expect(parsing).toThrow(expect.objectContaining({ reason: 'bad-secret' }));
    expect(parsing).toThrow(`The secret the-secret does not fit: ${field}: `);
    expect(parsing).not.toThrow('hunter2');
  });
});
