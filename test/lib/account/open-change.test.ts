import { describe, expect, test } from '@jest/globals';
import {
  type OpenChange,
  ofStoredOpenChange,
  type SaidChange,
  saysTheSame,
  toStoredOpenChange,
} from '../../../lib/account/open-change.ts';
import { germany, japan } from '../../factories.ts';

const request: Extract<SaidChange, { kind: 'request' }> = {
  ...{ kind: 'request', entityIds: [japan], key: 'T-1' },
  assignment: { time: 10, event: 'one', isEnded: false },
};
const decision: Extract<SaidChange, { kind: 'decide' }> = {
  kind: 'decide',
  decision: {
    ...{ generation: 1, revision: 1, isSuspended: false, hasLeft: false, leftAt: undefined },
    ...{ assignments: new Map([[japan, { rules: ['everybody'] }]]), denials: new Map(), ended: new Map() },
  },
};

/** As an account's item has it. */
const stored = (change: OpenChange['change']) =>
  ofStoredOpenChange(JSON.parse(JSON.stringify(toStoredOpenChange({ change, begunAt: 1, owner: 'one' })))).change;

describe('two attempts at an event say the same', () => {
  test.each<[string, OpenChange['change']]>([
    ['request', request],
    ['request that leaves its end out', { ...request, assignment: { ...request.assignment, expiresAt: undefined } }],
    ['order', { kind: 'order', entityIds: [japan], time: 10, hold: true }],
    ['decision', decision],
    ['look', { kind: 'look' }],
  ])('if the first is the stored one: %s', (_, change) => {
    expect(saysTheSame(stored(change), change)).toBe(true);
  });

  test.each<[string, SaidChange]>([
    ['another entity', { ...request, entityIds: [germany] }],
    ['one entity more', { ...request, entityIds: [japan, germany] }],
    ['another assignment', { ...request, key: 'T-2' }],
    ['another end', { ...request, assignment: { ...request.assignment, expiresAt: 20 } }],
    ['another time', { ...request, assignment: { ...request.assignment, time: 11 } }],
    ['another home entity', { ...request, home: germany }],
  ])('unless the second names %s', (_, corrected) => {
    expect(saysTheSame(stored(request), corrected)).toBe(false);
  });

  test('unless the decision has other rules', () => {
    const assignments = new Map([[japan, { rules: ['nobody'] }]]);
    expect(saysTheSame(stored(decision), { ...decision, decision: { ...decision.decision, assignments } })).toBe(false);
  });
});
