import { describe, expect, test } from '@jest/globals';
import { type Call, calls } from '../../../lib/zuora/calls.ts';
import { findRoute } from '../../../local/zuora/routes.ts';
import { germany } from '../../factories.ts';

const base = 'https://rest.zuora.com';

const methods = {
  entities: 'GET',
  accessibleEntities: 'GET',
  entityConnections: 'GET',
  requestUserAccess: 'PUT',
  initiateEntityConnection: 'POST',
  acceptEntityConnection: 'PUT',
  approveUserAccess: 'PUT',
  revokeUserAccess: 'PUT',
  denyEntityConnection: 'PUT',
  disconnectEntityConnection: 'PUT',
};

describe('a username is one segment of the path, even after the URL is normalised:', () => {
  test.each([
    ['ada.lovelace@example.com', 'ada.lovelace%40example.com'],
    ['a/../b', 'a%2F..%2Fb'],
    ['x@y.z+q', 'x%40y.z%2Bq'],
    ['ü', '%C3%BC'],
    ['%2e%2e', '%252e%252e'],
    ['.%2e', '.%252e'],
    ['a?b#c', 'a%3Fb%23c'],
    ['a\\b', 'a%5Cb'],
    ['a b', 'a%20b'],
  ])('%s', (username, segment) => {
    const read = calls.accessibleEntities.request({ username });
    const write = calls.requestUserAccess.request({ username, targetEntityIds: [germany] });
    expect(new URL(base + read.path).pathname).toBe(`/v1/users/${segment}/accessible-entities`);
    expect(new URL(base + write.path).pathname).toBe(`/v1/users/${segment}/request-access`);
  });
});

test('each call is as Zuora documents it', () => {
  expect(calls.entities.request()).toEqual({ path: '/v1/entities' });
  expect(calls.entityConnections.request({ type: 'outbound', page: 2 })).toEqual({
    path: '/v1/entity-connections?type=outbound&page=2&pageSize=300',
  });
  expect(calls.requestUserAccess.request({ username: 'ada', targetEntityIds: [germany] })).toEqual({
    path: '/v1/users/ada/request-access',
    body: { targetEntityIds: [germany] },
  });
  expect(calls.initiateEntityConnection.request({ targetEntityId: germany })).toEqual({
    path: '/v1/entity-connections',
    body: { targetEntityId: germany },
  });
  expect(calls.acceptEntityConnection.request({ connectionId: 'c1' })).toEqual({
    path: '/v1/entity-connections/c1/accept',
    body: {},
  });
  expect(calls.approveUserAccess.request({ username: 'ada' })).toEqual({
    path: '/v1/users/ada/accept-access',
    body: {},
  });
  expect(calls.revokeUserAccess.request({ username: 'ada' })).toEqual({ path: '/v1/users/ada/deny-access', body: {} });
  expect(calls.denyEntityConnection.request({ connectionId: 'c1' })).toEqual({
    path: '/v1/entity-connections/c1/deny',
    body: {},
  });
  expect(calls.disconnectEntityConnection.request({ connectionId: 'c1' })).toEqual({
    path: '/v1/entity-connections/c1/disconnect',
    body: {},
  });
});

test('ids in answers are brought to one form', () => {
  const hyphenated = '5EED0000-0000-4000-8000-000000000002';
  expect(calls.accessibleEntities.answer.parse({ success: true, entities: [{ id: hyphenated }] })).toEqual({
    success: true,
    entities: [{ id: germany }],
  });
});

test('each call is known to people by its name in the table, and to Zuora by its method', () => {
  expect(Object.entries(calls).map(([key, { name }]) => [key, name])).toEqual(
    Object.keys(calls).map((key) => [key, key]),
  );
  expect(Object.fromEntries(Object.values(calls).map(({ name, method }) => [name, method]))).toMatchObject(methods);
});

test('the sandbox answers each call', () => {
  const all: Readonly<Record<string, Call<never, unknown>>> = calls;
  const anyParameters = new Proxy({}, { get: () => 'any' });
  const unanswered = Object.values(all).flatMap(({ name, method, request }) => {
    const [path = ''] = request(anyParameters as never).path.split('?');
    return findRoute(method, path)
      ? []
      : [`${name}: add ${method} ${path} to the file of its resource in local/zuora/`];
  });
  expect(unanswered).toEqual([]);
});
