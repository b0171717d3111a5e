import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Decision, type EntityReasons, emptyAccount } from '../../../lib/account/account.ts';
import { type AccountChange, changed } from '../../../lib/account/account-change.ts';
import { changedAttributes, type LinkedAccount, linkedAccountOf } from '../../../lib/account/account-item.ts';
import type { BegunWrite, EntityAccess } from '../../../lib/account/entity-access.ts';
import { sizeOf } from '../../../models/dynamodb-units.ts';

const unknown: LinkedAccount = {
  ...{ id: 'an-id', login: 'ada@example.com', account: emptyAccount, access: new Map(), openChanges: new Map() },
  ...{ spelling: undefined, firstLookAt: undefined, isTakenOver: false },
};

const stored = (linked: LinkedAccount) => ({
  id: linked.id,
  login: linked.login,
  usualKey: linked.usualKey,
  version: 1,
  ...changedAttributes({ ...unknown, usualKey: linked.usualKey }, linked),
});
const marshalled = (linked: LinkedAccount) => marshall(stored(linked), { removeUndefinedValues: true });

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const time = fc.integer({ min: 0, max: 2_000_000_000_000 });
const name = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('__proto__', 'constructor', '𠮷'));
const rules = fc.array(name);
const entityId = fc.oneof(fc.stringMatching(/^[0-9a-f]{32}$/), fc.stringMatching(/^[0-9A-Za-z_-]{22}$/));
const entityIds = fc.uniqueArray(entityId, { minLength: 1, maxLength: 3 });

const begun: fc.Arbitrary<BegunWrite> = fc.record({
  write: fc.constantFrom('request', 'approve', 'approve-own', 'deny'),
  attempt: fc.record({ at: time, by: name, event: name }),
  blocks: optional(fc.subarray(['suspended', 'left', 'denied', 'ordered'])),
  isAccepted: fc.constantFrom(true, undefined),
});
const access: fc.Arbitrary<Required<EntityAccess>> = fc.record({
  ...{
    askedAt: optional(time),
    approvedAt: optional(time),
    unapprovedAt: optional(time),
    othersAskedAt: optional(time),
  },
  ...{ unansweredAt: optional(time), outcomeUnknownAt: optional(time), outcomeUnknownOf: optional(name) },
  closedUntil: optional(time),
  ...{ verifiedAt: optional(time), firstShownAt: optional(time), removedAt: optional(time) },
  refusal: optional(fc.record({ write: fc.constantFrom('request' as const, 'deny'), reason: name, at: time })),
  begun: optional(fc.array(begun)),
});
const decision: fc.Arbitrary<Decision> = fc.record({
  ...{ generation: fc.nat(), revision: fc.nat(), isSuspended: fc.boolean(), hasLeft: fc.boolean() },
  leftAt: optional(time),
  assignments: entityIds.chain((ids) =>
    fc
      .tuple(...ids.map((id) => fc.tuple(fc.constant(id), fc.record({ rules, expiresAt: optional(time) }))))
      .map((all) => new Map(all)),
  ),
  denials: entityIds.map((ids) => new Map(ids.map((id) => [id, ['deny']]))),
  ended: entityIds.map((ids) => new Map(ids.map((id) => [id, ['end']]))),
});
const key = fc.oneof(name, fc.constant('https://hr.example.com'));
const change: fc.Arbitrary<AccountChange> = fc.oneof(
  fc.record({
    ...{ kind: fc.constant('request' as const), entityIds, key },
    assignment: fc.record({
      ...{ time, event: name, isEnded: fc.constant(false) },
      ...{ expiresAt: optional(time), ticket: optional(name), approvedBy: optional(rules) },
    }),
  }),
  fc.record({ kind: fc.constant('approve' as const), entityIds, time }),
  fc.record({ kind: fc.constant('end' as const), entityIds, keys: rules, time, event: name }),
  fc.record({ kind: fc.constant('order' as const), entityIds, time, hold: fc.boolean() }),
  fc.record({ kind: fc.constant('unblock' as const), entityIds, time }),
  fc.record({ kind: fc.constant('see' as const), entityIds, time }),
  fc.record({ kind: fc.constant('decide' as const), decision }),
);
const linked = fc
  .record({
    account: fc.array(change).map((changes) => changes.reduce(changed, emptyAccount)),
    access: fc.array(fc.tuple(entityId, access)).map((all) => new Map(all)),
    usualKey: optional(key),
    isTakenOver: fc.boolean(),
    firstLookAt: optional(time),
    spelling: optional(fc.record({ capitals: fc.array(fc.nat()), isDecomposed: fc.boolean() })),
  })
  .map((known): LinkedAccount => ({ ...unknown, ...known }));

/** What is remembered, without entities of which nothing is: they have no attribute. */
function remembered({ account, access: known, ...others }: LinkedAccount): unknown {
  const ids = [...new Set([...account.entities.keys(), ...known.keys()])];
  const entities = ids.map(
    (id) => [id, { requested: new Map(), ...account.entities.get(id), ...known.get(id) }] as const,
  );
  const isRemembered = ({ requested, ...facts }: EntityReasons & EntityAccess) =>
    requested.size > 0 || Object.values(facts).some((fact) => fact !== undefined);
  return { ...others, ...account, entities: new Map(entities.filter(([, facts]) => isRemembered(facts))) };
}

test('an account is read as it was written', () => {
  fc.assert(
    fc.property(linked, (one) => {
      expect(remembered(linkedAccountOf(marshalled(one)))).toEqual(remembered(one));
    }),
    { numRuns: 500 },
  );
});

test('an assignment without a key is not read as another one', () => {
  const usualKey = 'https://hr.example.com';
  const requested = new Map([[usualKey, { time: 1, event: '0', isEnded: false }]]);
  const account = { ...emptyAccount, entities: new Map([['an-entity', { requested }]]) };
  const { usualKey: _, ...item } = marshalled({ ...unknown, account, usualKey });
  expect(() => linkedAccountOf(item)).toThrow('has no key');
});

test('a decision in an item of an earlier release ended nothing', () => {
  const decision = { generation: 1, revision: 1, isSuspended: false, hasLeft: false, assignments: [], denials: [] };
  const { account } = linkedAccountOf(marshall({ ...stored(unknown), decision }, { removeUndefinedValues: true }));
  expect(account.decision?.ended).toEqual(new Map());
});

describe('what is written', () => {
  const ids = Array.from({ length: 30 }, (_, index) => index.toString(16).padStart(32, '4c'));
  const requested = (entityId: string, at: number) => ({
    ...{ kind: 'request' as const, entityIds: [entityId], key: 'https://hr.example.com' },
    assignment: { time: at, event: `${entityId.slice(-3)}${at % 1_000_000_000}`, isEnded: false },
  });
  const account = ids.reduce((before, id) => changed(before, requested(id, 1_795_900_000_000)), emptyAccount);
  const thirty: LinkedAccount = {
    ...unknown,
    account,
    access: new Map(ids.map((id) => [id, { verifiedAt: 1_795_900_000_000 }])),
  };

  test('is what differs alone', () => {
    const [id = ''] = ids;
    const after = { ...thirty, account: changed(account, requested(id, 1_795_900_000_001)) };
    expect(Object.keys(changedAttributes(thirty, after))).toEqual([
      `e_${Buffer.from(id, 'hex').toString('base64url')}`,
    ]);
  });

  test('is at most 3 KB for 30 entities', () => {
    expect(sizeOf(marshalled(thirty))).toBeLessThanOrEqual(3 * 1024);
  });

  test('says a key once that all requests have', () => {
    const usual = marshalled({ ...thirty, usualKey: 'https://hr.example.com' });
    expect(JSON.stringify(usual).split('https://hr.example.com')).toHaveLength(2);
    expect(sizeOf(usual)).toBeLessThanOrEqual(2.5 * 1024);
  });
});
