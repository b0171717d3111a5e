import { describe, expect, test } from '@jest/globals';
import { onelogin, pingone } from '../../../fuzz/fixtures/directories.ts';
import { eventBridge, jwt, sns } from '../../../fuzz/fixtures/envelopes.ts';
import { bamboohr, bamboohrEmployee } from '../../../fuzz/fixtures/hr.ts';
import { hook, logEvent } from '../../../fuzz/fixtures/okta.ts';
import { bulk, patch, scimEvent, user } from '../../../fuzz/fixtures/scim.ts';
import { thin, workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { lines, read, sentAt } from '../../../fuzz/outcomes.ts';
import { processorTime } from '../../../fuzz/processor-time.ts';
import type { IdentityEvent } from '../../../lib/identity/read-events.ts';
import { unpackMessage } from '../../../lib/identity/transport.ts';
import { executedBlocks } from '../../executed-blocks.ts';

const bodies = (content: unknown) => unpackMessage(JSON.stringify(content), sentAt).map(({ body }) => body);

test('a message with one event keeps its body unchanged', () => {
  const body = ` ${JSON.stringify(sns(eventBridge(user())), null, 2)}\n`;
  expect(unpackMessage(body, sentAt)).toMatchObject([{ body, event: user() }]);
});

test('a byte order mark before an event is ignored, and kept for the dead letter', () => {
  const body = `\u{FEFF}${JSON.stringify(user())}`;
  expect(unpackMessage(body, sentAt)).toMatchObject([{ body, event: user() }]);
  expect(lines(read(sns(body)))).toEqual(['joined ada@example.com']);
  const token = jwt(scimEvent('prov:delete'));
  expect(lines(read(`\u{FEFF}${token}`))).toEqual(lines(read(token)));
});

// A search for the next line that begins anew at every line would not end here.
test('empty lines after an event are none, however many', () => {
  const body = `${JSON.stringify(user())}${'\n'.repeat(1_000_000)}`;
  expect(unpackMessage(body, sentAt)).toMatchObject([{ event: user() }]);
});

describe('a batch is split into events that can be redriven alone', () => {
  const first = logEvent('user.lifecycle.create');
  const second = logEvent('user.session.start');
  const posted = bamboohrEmployee({ department: 'Billing' });
  const [created, deleted] = [pingone('USER.CREATED'), pingone('USER.DELETED')];

  test.each([
    ['a list', [first, second], [first, second]],
    ['Okta’s hook', hook(first, second), [first, second]],
    ['a hook in SNS around EventBridge', sns(eventBridge(hook(first, second))), [first, second]],
    ['envelopes in a list', [sns(first), eventBridge(second)], [sns(first), eventBridge(second)]],
    [
      'notifications of Graph',
      { value: [thin.graph('users/1'), thin.graph('users/2')] },
      [{ value: [thin.graph('users/1')] }, { value: [thin.graph('users/2')] }],
    ],
    ['employees of BambooHR', bamboohr(posted, posted), [{ employees: [posted] }, { employees: [posted] }]],
    ['events of PingOne', { events: [created, deleted] }, [created, deleted]],
    ['rows of Workday', workday(workdayRow('Hire'), {}), [workday(workdayRow('Hire')), workday({})]],
  ])('%s', (_, batch, events) => {
    expect(bodies(batch).map((body) => JSON.parse(body))).toEqual(events);
  });

  test('a bulk request, operation by operation', () => {
    const operations = [
      { method: 'POST', path: '/Users', data: user() },
      { method: 'DELETE', path: '/Users/u-1' },
    ];
    const parts = bodies(bulk(...operations)).map((body) => JSON.parse(body));
    expect(parts).toMatchObject(operations.map((operation) => ({ Operations: [operation] })));
    expect(parts.flatMap((part) => lines(read(part)))).toEqual(lines(read(bulk(...operations))));
  });

  test('polled tokens, which remain JWTs', () => {
    const token = jwt(scimEvent('prov:delete'));
    expect(bodies({ sets: { a: token, b: 'no token' } })).toEqual([token, 'no token']);
  });
});

describe('lines with one JSON object each', () => {
  const joined = JSON.stringify(user());

  test('are events that can be redriven alone, and a bad line is refused alone', () => {
    const body = `\u{FEFF}${joined}\r\n\n{"broken\n${joined}\n`;
    expect(lines(read(body))).toEqual(['joined ada@example.com', 'bad not-json', 'joined ada@example.com']);
    expect(read(body).map((event) => event.body)).toEqual([joined, '{"broken', joined]);
    expect(lines(read(sns(body)))).toEqual(lines(read(body)));
  });

  test('are the same as an array', () => {
    const events = [onelogin(13), onelogin(17)];
    expect(lines(read(events.map((event) => JSON.stringify(event)).join('\n')))).toEqual(lines(read(events)));
  });

  test.each([
    ['indented JSON', JSON.stringify(user(), null, 2), 'joined ada@example.com'],
    ['one line and an end of line', `${joined}\n`, 'joined ada@example.com'],
    ['broken indented JSON', '{\n"a": 1,\n', 'bad not-json'],
    ['lines of another form', 'event_name=a\ncompany_id=1', 'bad not-json'],
  ])('are not %s', (_, body, line) => {
    expect(lines(read(body))).toEqual([line]);
  });
});

test('a bad event does not affect the other events', () => {
  const good = user();
  const events = [
    good,
    { schemas: patch().schemas },
    5,
    sns('no JSON'),
    { Records: [{ eventSource: 'aws:s3', s3: {} }] },
    good,
  ];
  expect(lines(read(events))).toEqual([
    'joined ada@example.com',
    'bad invalid-event',
    'bad unrecognised-event',
    'bad not-json',
    'bad unsupported-source',
    'joined ada@example.com',
  ]);
});

describe('a body is refused', () => {
  const inside = (depth: number): unknown => (depth === 0 ? user() : sns(inside(depth - 1)));
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  test.each([
    ['not-json', 'that is not JSON', 'hello'],
    ['not-json', 'that is empty', ''],
    ['not-json', 'that is a form', 'event_name=employee.created&company_id=1'],
    ['not-json', 'that is XML', '<soap:Envelope/>'],
    ['not-json', 'that has three parts but is not a JWT', 'a.b.c'],
    ['not-json', 'whose SNS message is not JSON', JSON.stringify(sns('hello'))],
    ['invalid-event', 'whose EventBridge event has no detail', JSON.stringify(eventBridge(undefined))],
    ['invalid-event', 'in five envelopes', JSON.stringify(inside(5))],
    ['invalid-event', 'nested 200,000 levels deep', nested(200_000)],
    ['invalid-event', 'nested as deeply inside SNS', JSON.stringify(sns(nested(1000)))],
    ['invalid-event', 'whose event is nested deeper than the limit', nested(65)],
    ['unrecognised-event', 'that is a text', '"hello"'],
    ['unrecognised-event', 'that is null', 'null'],
    ['unsupported-source', 'that points to S3', JSON.stringify({ Records: [{ eventSource: 'aws:s3', s3: {} }] })],
    [
      'unsupported-source',
      'that points to S3 through EventBridge',
      JSON.stringify(eventBridge({}, { source: 'aws.s3' })),
    ],
    [
      'unsupported-source',
      'of the extended client library',
      '["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3Key":"k"}]',
    ],
    ['batch-too-large', 'with more than 1,000 events', JSON.stringify(Array(1001).fill(user()))],
    [
      'batch-too-large',
      'with more than 1,000 events in nested batches',
      JSON.stringify(Array(50).fill(hook(...Array(50).fill(1)))),
    ],
  ])('%s %s', (reason, _, body) => {
    expect(unpackMessage(body, sentAt)).toEqual([{ body, error: expect.objectContaining({ reason }) }]);
  });

  test('but not with four envelopes, or with a thousand events', () => {
    expect(lines(read(inside(4)))).toEqual(['joined ada@example.com']);
    expect(read(Array(1000).fill(thin.gusto('payroll.paid')))).toHaveLength(1000);
  });

  test('but not for an empty batch, which has no events', () => {
    expect(read([])).toEqual([]);
  });
});

describe('the work for a message of the maximum size is bounded', () => {
  const many = <Value>(count: number, make: (index: number) => Value) =>
    Array.from({ length: count }, (_, index) => make(index));
  const names = (count: number, make: (index: number) => unknown) =>
    Object.fromEntries(many(count, (index) => [`n${index}`, make(index)]));

  test.each([
    ['a user in many groups', user({ groups: many(150_000, (index) => index) })],
    ['a user with many e-mail addresses', user({ emails: many(50_000, (index) => `${index}@b.c`) })],
    ['an extension with many attributes', user({ 'urn:example:User': names(60_000, (index) => index) })],
    [
      'a group with many members',
      {
        ...bulk(),
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'all',
        members: many(30_000, (index) => ({ value: `u${index}` })),
      },
    ],
    [
      'a patch with many operations',
      bulk({
        method: 'PATCH',
        path: '/Users/u',
        data: patch(...many(20_000, (index) => ({ op: 'add', path: `a${index}`, value: 1 }))),
      }),
    ],
    [
      'a patch with a hostile name',
      patch({ op: 'add', value: { userName: 'ada', [`urn:${':a['.repeat(300_000)}`]: 1 } }),
    ],
    [
      'an activity with many events',
      {
        kind: 'admin#reports#activity',
        events: many(10_000, () => ({ name: 'CREATE_USER', parameters: { USER_EMAIL: 'a@b.c' } })),
      },
    ],
    ['a token with many events', { jti: 'j', events: names(50_000, () => ({})) }],
    [
      'an envelope with many attributes',
      { ...eventBridge(hook(...many(1000, () => logEvent('user.session.start')))), ...names(20_000, () => 1) },
    ],
    ['a row with many columns', workday(names(60_000, () => 'Hire'))],
    [
      'a decision on many items',
      {
        accessRequestId: 'r',
        requestedFor: { id: 'i' },
        requestedItemsStatus: many(9000, (index) => ({
          id: index,
          name: 'n',
          approvalInfo: [{ approvalDecision: 'APPROVED' }],
        })),
      },
    ],
  ])('%s', (_, event) => {
    const body = JSON.stringify(event);
    let found = 0;
    const time = processorTime(() => {
      found = read(body).length;
    });
    expect(found).toBeGreaterThan(0);
    expect(time).toBeLessThan(3000);
  });
});

describe('what a message keeps in memory is bounded', () => {
  const members = (count: number) => Array.from({ length: count }, (_, index) => ({ value: `u${index}` }));
  const additions = (count: number) => ({
    method: 'PATCH',
    path: '/Groups/zuora',
    data: patch({ op: 'add', path: 'members', value: members(count) }),
  });
  const readingsOf = (event: IdentityEvent) => ('error' in event ? 0 : event.readings.length);

  test('to 10,000 changes of people; each further event is refused alone, and can be redriven', () => {
    const events = read(bulk(...Array.from({ length: 400 }, () => additions(100))));
    expect(events.map(readingsOf).reduce((total, count) => total + count, 0)).toBe(10_000);
    expect(new Set(lines(events.slice(100)))).toEqual(new Set(['bad batch-too-large']));
    expect(lines(read(events.at(-1)?.body))).toHaveLength(100);
  });

  test('and a small event after a large one is still read', () => {
    const events = read(bulk(additions(9999), additions(2), additions(1)));
    expect(events.map(readingsOf)).toEqual([9999, 0, 1]);
  });

  test('and the members of a group are counted before they are read', async () => {
    const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'zuora' };
    const large = JSON.stringify({ ...group, members: members(40_000) });
    const work = await executedBlocks(() => expect(lines(read(large))).toEqual(['bad batch-too-large']));
    expect(work).toBeLessThan(await executedBlocks(() => read({ ...group, members: members(10_000) })));
  });
});
