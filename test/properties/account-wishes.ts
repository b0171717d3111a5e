/** What publishers may wish of one user's access: for a time, for several reasons, and their ends. */
import { derivedSource } from '../../lib/event/derived-source.ts';
import { seedEntity, seedUser } from '../../local/zuora/seed.ts';
import { isGiven } from './access-wishes.ts';
import type { Statement } from './expected-access.ts';
import type { Wish } from './wishes.ts';

export interface AccountWish extends Wish {
  readonly statement: Statement;
}

const { germany, japan, france, global } = seedEntity;
export const username = seedUser.ada;
const source = 'https://hr.example.com';

/** When a run begins. */
const start = Date.parse('2026-11-21T09:30:00Z');
const minute = 60_000;

/** A change of access; its times are minutes from the start. */
type Terms =
  | { readonly kind: 'request'; readonly key?: string; readonly expires?: number }
  | { readonly kind: 'end'; readonly keys: readonly string[] }
  | { readonly kind: 'order'; readonly hold?: true }
  | { readonly kind: 'approve' }
  | DecisionTerms;

interface DecisionTerms {
  readonly kind: 'decide';
  readonly revision: readonly [generation: number, revision: number];
  readonly granted: readonly string[];
  readonly denied?: readonly string[];
  readonly ended?: readonly string[];
  readonly expires?: number;
  readonly state?: 'suspended' | 'left' | 'unclear';
  readonly left?: number;
}

/** Germany grants at once, Japan asks its administrator. The place in the list is the event's id. */
export const accountWishes: readonly AccountWish[] = [
  wish(-9, [germany, japan], { kind: 'request' }),
  wish(-8, [germany, japan], { kind: 'request', key: 'A', expires: 30 }),
  wish(-6, [germany, japan], { kind: 'request', key: 'A', expires: 5 * 60 }),
  wish(-7, [germany], { kind: 'request', key: 'B', expires: 2 }),
  wish(-5, [japan], { kind: 'request', expires: -1 }),
  wish(-4, [germany, japan], { kind: 'end', keys: ['A'] }),
  wish(-6, [germany, japan], { kind: 'end', keys: ['A', 'B'] }),
  wish(-5, [germany, japan], { kind: 'order' }),
  wish(-7, [japan], { kind: 'order', hold: true }),
  wish(-3, [japan], { kind: 'approve' }),
  wish(60, [germany, japan], { kind: 'request', key: 'B', expires: 3 * 24 * 60 }),
  wish(-2, [germany], { kind: 'order' }),
  wish(-2, [germany, japan], { kind: 'request', key: 'A' }),
  wish(-1, [germany, japan], { kind: 'end', keys: [source] }),
  wish(-2, [germany, japan], { kind: 'end', keys: ['A'] }),
  decision(-9, { revision: [1, 1], granted: [germany, japan] }),
  decision(-8, { revision: [1, 2], granted: [germany], expires: 30 }),
  decision(-7, { revision: [1, 3], granted: [germany, japan], state: 'suspended' }),
  decision(-6, { revision: [1, 4], granted: [japan], denied: [germany] }),
  decision(-3, { revision: [1, 6], granted: [], state: 'left', left: -3 }),
  decision(-2, { revision: [1, 7], granted: [japan], left: -3 }),
  decision(-1, { revision: [2, 1], granted: [germany], left: -3 }),
  decision(-5, { revision: [1, 5], granted: [], ended: [germany, japan, france] }),
  wish(-4, [germany, japan], { kind: 'request', key: derivedSource }),
  decision(-1, { revision: [2, 2], granted: [germany], state: 'unclear', left: -3 }),
  decision(-1, { revision: [2, 3], granted: [germany, japan], left: -3 }),
  wish(61, [germany, japan], { kind: 'end', keys: ['A'] }),
].map((one, index) => ({ ...one, statement: withKey(one.statement, index) }));

/** Without a key, access for a time is a reason of its own. */
function withKey(statement: Statement, index: number): Statement {
  if (statement.kind !== 'request' || statement.key !== '') return statement;
  return { ...statement, key: statement.expiresAt === undefined ? source : `event ${index}` };
}

/** A decision may change the access to every entity. Only one that names France changes it there for good. */
function decision(after: number, terms: Omit<DecisionTerms, 'kind'>): AccountWish {
  const entityIds = [...new Set([germany, japan, ...(terms.ended ?? [])])];
  return wish(after, entityIds, { kind: 'decide', ...terms });
}

function wish(after: number, entityIds: readonly string[], terms: Terms): AccountWish {
  const time = start + after * minute;
  const types = { request: 'requested', approve: 'approved', end: 'revoked', order: 'revoked', decide: 'decided' };
  const verbs = { request: 'request', approve: 'accept', end: 'deny', order: 'deny', decide: 'request' };
  const [type, verb] = [types[terms.kind], verbs[terms.kind]];
  const gives = verb !== 'deny';
  return {
    type: `zuora.user-access.${type}.v1`,
    time: new Date(time).toISOString(),
    data: dataOf(terms, entityIds),
    entityIds: terms.kind === 'request' ? [global] : entityIds,
    path: `/v1/users/${encodeURIComponent(username)}/${verb}-access`,
    targets: entityIds,
    isTrue: (state, entity) => isGiven(state, entity) === gives,
    statement: statementOf(terms, time, entityIds),
  };
}

function dataOf(terms: Terms, targetEntityIds: readonly string[]): Wish['data'] {
  // Removals may spell the login otherwise: the service tries its spellings.
  const removal = { username: username.toUpperCase(), targetEntityIds };
  switch (terms.kind) {
    case 'request':
      return { username, targetEntityIds, entityId: global, assignment: terms.key, expiresAt: timeOf(terms.expires) };
    case 'approve':
      return { username, entityId: targetEntityIds[0] };
    case 'end':
      return { ...removal, assignments: terms.keys };
    case 'order':
      return { ...removal, hold: terms.hold };
    case 'decide':
      return decisionData(terms);
  }
}

function decisionData({ revision, granted, denied = [], ended = [], expires, state, left }: DecisionTerms) {
  const rules = ['everybody'];
  const expiresAt = timeOf(expires);
  const [generation, number] = revision;
  return {
    ...{ personId: `person ${generation}`, username, entityId: global, generation, revision: number },
    ...{ isSuspended: state === 'suspended', hasLeft: state === 'left', leftAt: timeOf(left) },
    mayHaveLeft: state === 'unclear' || undefined,
    ruleAssignments: granted.map((entityId) => ({ entityId, rules, expiresAt })),
    denials: denied.map((entityId) => ({ entityId, rules })),
    ended: ended.map((entityId) => ({ entityId, rules })),
  };
}

function timeOf(after: number | undefined): string | undefined {
  return after === undefined ? undefined : new Date(start + after * minute).toISOString();
}

function statementOf(terms: Terms, time: number, entityIds: readonly string[]): Statement {
  const said = { time, entityIds };
  switch (terms.kind) {
    case 'request': {
      const { key = '', expires } = terms;
      const expiresAt = expires === undefined ? undefined : start + expires * minute;
      return { ...said, kind: 'request', key, expiresAt };
    }
    case 'end':
      return { ...said, kind: 'end', keys: terms.keys };
    case 'order':
      return { ...said, kind: 'order', isHeld: terms.hold ?? false };
    case 'approve':
      return { ...said, kind: 'approve' };
    case 'decide': {
      const { revision, granted, denied = [], ended = [], expires, left, state } = terms;
      const [generation, number] = revision;
      return {
        ...{
          ...said,
          kind: 'decide',
          generation,
          revision: number,
          isBlocked: state === 'suspended' || state === 'left',
        },
        mayHaveLeft: state === 'unclear',
        ...{ granted, denied, ended },
        ...{ leftAt: left && start + left * minute, expiresAt: expires && start + expires * minute },
      };
    }
  }
}
