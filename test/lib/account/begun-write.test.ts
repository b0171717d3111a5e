import { expect, test } from '@jest/globals';
import { acceptedBy, toldByAnswer, toldByLook, withBegun, withoutBegun } from '../../../lib/account/begun-write.ts';
import type { Answer, BegunWrite, EntityAccess, Write } from '../../../lib/account/entity-access.ts';

const begun = (write: Write, by = 'first'): BegunWrite => ({ write, attempt: { at: 1, by, event: 'event' } });
const writes = (told: { readonly found: readonly BegunWrite[] }) => told.found.map(({ write }) => write);
const left = ({ access }: { readonly access: EntityAccess }) => (access.begun ?? []).map(({ write }) => write);

const answered = (write: Write, answer: Answer, by = 'last') => ({
  ...{ write, answer },
  attempt: { at: 2, by, event: 'event' },
});

const accepted: Answer = { is: 'accepted' };
const refused: Answer = { is: 'refused', reason: 'business-rule' };
const forbidden: Answer = { is: 'refused', reason: 'permission-denied' };

type Begun = readonly Write[];

test.each<[about: string, begun: Begun, known: EntityAccess, isShown: boolean, found: Begun, kept: Begun]>([
  ['a request whose access is shown was made', ['request'], {}, true, ['request'], []],
  ['a request whose access is not shown may be pending', ['request'], {}, false, [], ['request']],
  ['an approval whose access is shown was made', ['approve'], {}, true, ['approve'], []],
  ['an approval whose access is not shown was not', ['approve'], {}, false, [], []],
  ['a denial whose access is shown was not', ['deny'], {}, true, [], []],
  ['a denial whose access is gone was made', ['deny'], {}, false, ['deny'], []],
  ['a denial where a request may be pending is repeated', ['deny'], { askedAt: 1 }, false, [], ['deny']],
  ['a request and an approval are told apart', ['request', 'approve'], {}, true, ['request', 'approve'], []],
  ['nothing is told while Zuora may be at work', ['request'], { closedUntil: 11 }, true, [], ['request']],
])('after a look: %s', (_, all, known, isShown, found, kept) => {
  const told = toldByLook({ ...known, begun: all.map((write) => begun(write)) }, isShown, 10);
  expect([writes(told), left(told)]).toEqual([found, kept]);
});

test('a look finds what the record of the event says was accepted, shown or not', () => {
  const told = toldByLook({ askedAt: 1, begun: [{ ...begun('request'), isAccepted: true }] }, false, 10);
  expect([writes(told), left(told)]).toEqual([['request'], []]);
});

test('a look finds the request that a denial ended which was accepted', () => {
  const told = toldByLook({ begun: [begun('request'), { ...begun('deny'), isAccepted: true }] }, false, 10);
  expect([writes(told), left(told)]).toEqual([['request', 'deny'], []]);
});

test.each<[about: string, begun: Begun, write: Write, answer: Answer, isShown: boolean, found: Begun, kept: Begun]>([
  ['a request that Zuora takes was not made before', ['request'], 'request', accepted, false, [], []],
  ['a request that Zuora has already was made before', ['request'], 'request', refused, false, ['request'], []],
  ['a request that Zuora forbids may have been made before', ['request'], 'request', forbidden, false, [], ['request']],
  ['a denial that Zuora forbids tells of no request', ['request'], 'deny', forbidden, false, [], ['request']],
  [
    'a denial that Zuora takes ends a request that nothing showed',
    ['request'],
    'deny',
    accepted,
    false,
    ['request'],
    [],
  ],
  ['a denial that Zuora takes is the first', ['deny'], 'deny', accepted, true, [], []],
  ['a denial of nothing was made before', ['deny'], 'deny', refused, false, ['deny'], []],
  ['a denial of nothing tells that no request arrived', ['request'], 'deny', refused, false, [], []],
  [
    'a denial of nothing was made after the request',
    ['request', 'deny'],
    'deny',
    refused,
    false,
    ['request', 'deny'],
    [],
  ],
  ['a denial that Zuora refuses for access that stays was not made', ['deny'], 'deny', refused, true, [], []],
  ['an approval says nothing of the request', ['request'], 'approve', accepted, false, [], ['request']],
  ['no answer says nothing', ['request'], 'request', { is: 'unknown', until: 5 }, false, [], ['request']],
])('after an answer: %s', (_, all, write, answer, isShown, found, kept) => {
  const told = toldByAnswer({ begun: all.map((one) => begun(one)) }, answered(write, answer), isShown);
  expect([writes(told), left(told)]).toEqual([found, kept]);
});

test.each<[about: string, answer: Answer, found: Begun]>([
  ['a request that Zuora takes anew was denied before', accepted, ['deny']],
  ['a request that is pending still was not denied', refused, []],
])('where a denial of a pending request was begun: %s', (_, answer, found) => {
  const told = toldByAnswer({ askedAt: 1, begun: [begun('deny')] }, answered('request', answer), false);
  expect([writes(told), left(told)]).toEqual([found, []]);
});

test.each<[about: string, write: Write, answer: Answer]>([
  ['a request that Zuora has already', 'request', refused],
  ['a request that Zuora forbids', 'request', forbidden],
  ['a denial of nothing', 'deny', refused],
])('what an attempt announced is no earlier write: %s', (_, write, answer) => {
  const told = toldByAnswer({ begun: [begun(write, 'first')] }, answered(write, answer, 'first'), false);
  expect([writes(told), left(told)]).toEqual([[], []]);
});

test('a denial of nothing that the attempt announced tells that no request arrived', () => {
  const access = { begun: [begun('request', 'first'), begun('deny', 'second')] };
  const told = toldByAnswer(access, answered('deny', refused, 'second'), false);
  expect([writes(told), left(told)]).toEqual([[], []]);
});

test('what an attempt announced and did not send is forgotten, and nothing else', () => {
  const others = [begun('deny'), begun('request', 'second')];
  const access = { askedAt: 1, begun: [begun('request'), ...others] };
  const { attempt } = begun('request');
  expect(withoutBegun(access, 'request', attempt)).toEqual({ askedAt: 1, begun: others });
  expect(withoutBegun({ askedAt: 1, begun: [begun('request')] }, 'request', attempt)).toEqual({ askedAt: 1 });
  expect(withoutBegun(access, 'approve', attempt)).toBe(access);
});

test('of several attempts at a write the first counts', () => {
  const access = withBegun(withBegun({}, begun('request')), begun('request', 'second'));
  expect(access.begun).toEqual([begun('request')]);
  expect(withBegun(access, begun('deny')).begun).toHaveLength(2);
});

test('an attempt whose write Zuora is known to have accepted counts before an earlier one', () => {
  const accepted = { ...begun('request', 'second'), isAccepted: true };
  expect(withBegun({ begun: [begun('request')] }, accepted).begun).toEqual([accepted]);
});

test('what was found is kept no longer', () => {
  const { access } = toldByLook({ askedAt: 1, begun: [begun('approve')] }, true, 10);
  expect(access).toEqual({ askedAt: 1 });
});

test('an event is known to be accepted where its own record said so', () => {
  const acceptedOf = (event: string): BegunWrite => ({
    ...{ write: 'request', isAccepted: true },
    attempt: { at: 1, by: 'first', event },
  });
  const access = new Map<string, EntityAccess>([
    ['accepted', { begun: [begun('deny'), acceptedOf('event')] }],
    ['not answered', { begun: [begun('request')] }],
    ["another event's", { begun: [acceptedOf('other')] }],
    ['not written', {}],
  ]);
  expect(acceptedBy('event', access)).toEqual(['accepted']);
});
