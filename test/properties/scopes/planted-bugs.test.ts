/** The search finds the bugs that are planted for the other tests, as far as they are in its scope. */
import { expect, test } from '@jest/globals';
import { accessBugs } from '../access-bugs.ts';
import { accessRuleNames } from '../access-rules.ts';
import { orderBugs } from '../order-bugs.ts';
import { type PlantedBug, plantedBugs } from '../planted-bugs.ts';
import {
  closingOne,
  forgettingAcceptance,
  forgettingCutOff,
  forgettingRequests,
  leavingUnreleased,
  namingNoAcceptance,
  releasingFirst,
  repeatingNoRefusal,
  trustingUnknownOutcome,
} from './broken-parts.ts';
import { judgedSearch } from './judged-search.ts';
import {
  approvalAndEnd,
  contradiction,
  grantAndRevocation,
  requestAfterWeeks,
  requestAndRedrive,
  requestOfBothThatExpires,
  requestOfTwo,
  requestThatExpires,
  requestThatExpiresAlone,
  requestThatExpiresAndOrder,
  revocationAndGrant,
  sameConnection,
  sameRequest,
  twoConnections,
  twoDecisions,
  twoPersons,
  twoRequests,
} from './mixes.ts';
import { answersInPart, everyFault, type Limits, type Scope, scopeOf, unknownOutcome } from './scope.ts';

/** Time passes in small steps, since a suspended process gives a write up after half a minute. */
const suspendedAndLate: Limits = { faults: 2, kinds: ['suspension', 'unanswered write'], timeStep: 10_000 };
/** One message at a time is enough where failures meet in one of them. */
const failuresOfOne: Limits = { faults: 2, kinds: ['unanswered write'], workers: 1 };

/** One denial is refused for good, and the other fails twice. */
const refusedAndFailed: Limits = { faults: 3, kinds: ['refused write', 'failed write'], workers: 1 };

/** Where each bug shows. */
const scopes: Readonly<Record<string, Scope>> = {
  'a queue that acknowledges before it has sent the dead letter': scopeOf(contradiction),
  'a delay beyond what the queue keeps': scopeOf(sameRequest),
  'a window of a minute': scopeOf(sameRequest),
  'a held record taken for another event': scopeOf(sameRequest),
  'a ledger that does not fence': scopeOf(sameRequest, { kinds: ['suspension'] }),
  'a ledger that takes every record': scopeOf(sameRequest),
  'a ledger that does not renew the record of an event that comes again': scopeOf(requestAfterWeeks),
  'a lease that is over at once': scopeOf(sameConnection),
  'a lease that ends before its invocation': scopeOf(sameConnection, suspendedAndLate),
  'a refusal that is taken at its word': scopeOf(twoConnections),
  'a ledger that forgets what is done': scopeOf(sameRequest),
  'a key that is never given up': scopeOf(sameConnection, everyFault),
  'a key for each attempt': scopeOf(sameConnection, everyFault),
  'an HTTP client whose error quotes the request': scopeOf(sameRequest),
  'an account that anybody may take': scopeOf(grantAndRevocation),
  'an account that forgets that Zuora is still at work': scopeOf(revocationAndGrant),
  'an order that forgets what was newer': scopeOf(grantAndRevocation),
  'a removal that leaves requests pending': scopeOf(grantAndRevocation),
};

/** Bugs that no scope has room for. */
const outOfScope: Readonly<Record<string, string>> = {
  'a batch that fails with any of its messages': 'a process has one message',
  'a client that all messages share': 'a process has one message',
  'a handler that does not wait for all of its messages': 'a process has one message',
  'a look that never looks twice': 'a process ends with its message, and so does what it keeps',
  'a message that answers for rejected credentials': 'every process has its token',
  'a token that is kept over a move to another tenant': 'every process has its token',
};

const known = [...plantedBugs, ...orderBugs];

/**
 * Bugs in what ends by itself, and in the order of decisions. The other bugs of access have no scope: those of events show in
 * `access.test.ts`.
 */
const accessScopes: Readonly<Record<string, Scope>> = {
  'a look that sends nothing': scopeOf(requestThatExpires),
  'an assignment without its end': scopeOf(requestThatExpires),
  'an approval of what is to end': scopeOf(approvalAndEnd),
  'an older decision that is taken': scopeOf(twoDecisions),
  'a decision whose generation does not count': scopeOf(twoPersons),
};

/** Breaks that were found in earlier releases, as they were before their fix. */
const breaks = [
  {
    bug: 'a user that is released before the answer is recorded',
    breaks: 'at most one effective change per event',
    parts: releasingFirst(),
    scope: scopeOf(sameRequest, { kinds: ['unanswered record'] }),
  },
  {
    bug: 'a request that was accepted and is forgotten',
    breaks: 'at most one effective change per event',
    parts: forgettingRequests,
    scope: scopeOf(twoRequests, { ...everyFault, refusesRepeats: false }),
  },
  {
    bug: 'an answer that is lost beside one that did not come',
    breaks: 'at most one effective change per event',
    parts: namingNoAcceptance,
    scope: scopeOf(requestOfTwo, answersInPart),
  },
  {
    bug: 'an answer that is forgotten while the account is held',
    breaks: 'at most one effective change per event',
    parts: forgettingAcceptance,
    scope: scopeOf(requestOfTwo, answersInPart),
  },
  {
    bug: 'a request that Zuora refused after one that it did not answer, taken for accepted',
    breaks: 'no message is lost',
    parts: trustingUnknownOutcome,
    scope: scopeOf(requestAndRedrive, unknownOutcome),
  },
  {
    bug: 'one unanswered write picked out of several',
    breaks: 'what was said last of a user in an entity is so in the end',
    parts: closingOne,
    scope: scopeOf(revocationAndGrant, failuresOfOne),
  },
  {
    bug: 'an event that is done, and whose account nobody releases',
    breaks: accessRuleNames.isSo,
    parts: leavingUnreleased,
    scope: scopeOf(requestThatExpiresAlone),
  },
  {
    bug: 'a refusal in one entity that ends the looks at the other',
    breaks: accessRuleNames.isSo,
    parts: repeatingNoRefusal,
    scope: scopeOf(requestOfBothThatExpires, refusedAndFailed),
  },
  {
    bug: 'an event that hides the end of access whose request was cut off',
    breaks: accessRuleNames.isSo,
    parts: forgettingCutOff,
    scope: scopeOf(requestThatExpiresAndOrder),
  },
];

/** @throws Error if no bug has the name of a scope */
function withScopes<Bug extends PlantedBug>(all: readonly Bug[], scopesOf: Readonly<Record<string, Scope>>) {
  return Object.entries(scopesOf).map(([name, scope]) => {
    const planted = all.find(({ bug }) => bug === name);
    if (!planted) throw new Error(`There is no bug of this name: ${name}`);
    return { ...planted, scope };
  });
}

test('a scope for a bug that there is not is an error', () => {
  expect(() => withScopes(known, { 'a bug that was renamed': scopeOf(sameRequest) })).toThrow('a bug that was renamed');
});

const found = [...withScopes(known, scopes), ...withScopes(accessBugs, accessScopes)];

test.each([...found, ...breaks])('$bug breaks the rule: $breaks', async ({ breaks, parts, scope }) => {
  const { violation } = await judgedSearch(scope, { parts, only: breaks });
  expect(violation).toContain(breaks);
});

test('every planted bug is found, or out of scope for a reason', () => {
  const all = [...Object.keys(scopes), ...Object.keys(outOfScope)];
  expect(known.map(({ bug }) => bug).sort()).toEqual(all.sort());
});
