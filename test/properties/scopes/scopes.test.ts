/** The rules hold in every run of a few messages with a few faults. `npm run scopes` searches further. */
import { expect, test } from '@jest/globals';
import { judgedSearch } from './judged-search.ts';
import {
  approvalAndEnd,
  grantTwiceAndRevocation,
  requestAfterWeeks,
  requestAndRedrive,
  requestOfBothThatExpires,
  requestOfTwo,
  requestThatExpires,
  requestThatExpiresAlone,
  requestThatExpiresAndOrder,
  requestThatIsApproved,
  revocationAndGrant,
  sameConnection,
  sameRequest,
  twoDecisions,
  twoPersons,
  twoRequests,
} from './mixes.ts';
import {
  answersInPart,
  everyFault,
  type Limits,
  lambdaFaults,
  type Mix,
  type Scope,
  scopeOf,
  unknownOutcome,
} from './scope.ts';

/** Another attempt may have taken the event's record meanwhile. */
const suspension: Limits = { kinds: [...lambdaFaults, 'suspension'] };
/** A tenant that takes a second request for an access that is pending. */
const everyFaultWithRepeats: Limits = { ...everyFault, refusesRepeats: false };
const twoFaults: Limits = { faults: 2 };
/** One denial is refused for good, and the other fails twice. */
const refusedAndFailed: Limits = { faults: 3, kinds: ['refused write', 'failed write'], workers: 1 };

interface Row {
  readonly scope: Scope;
  /** At least so many are there. A search that finds fewer has left some out. */
  readonly states: number;
}

const row = (mix: Mix, limits: Limits, states: number): Row => ({ scope: scopeOf(mix, limits), states });

const rows: readonly Row[] = [
  row(sameRequest, suspension, 2000),
  row(twoRequests, everyFaultWithRepeats, 2100),
  row(requestAndRedrive, unknownOutcome, 170),
  row(requestOfTwo, answersInPart, 1270),
  row(sameConnection, twoFaults, 2400),
  row(sameConnection, suspension, 900),
  row(revocationAndGrant, everyFault, 2000),
  row(requestAfterWeeks, everyFault, 100),
  row(grantTwiceAndRevocation, {}, 8000),
  row(requestThatExpires, everyFault, 1800),
  row(requestOfBothThatExpires, { ...refusedAndFailed, faults: 2 }, 650),
  row(requestThatExpiresAlone, everyFault, 250),
  row(requestThatExpiresAndOrder, {}, 1100),
  row(twoDecisions, everyFault, 2600),
  row(twoPersons, {}, 1400),
  row(requestThatIsApproved, everyFault, 300),
  row(requestThatIsApproved, twoFaults, 2500),
  row(approvalAndEnd, {}, 1500),
];

test.each(rows.map(({ scope, states }) => ({ scope, states, about: aboutOf(scope) })))(
  'the rules hold in all of more than $states states of $about',
  async ({ scope, states }) => {
    const findings = await judgedSearch(scope);
    expect(findings.violation).toBeUndefined();

    expect(findings.states).toBeGreaterThan(states);
  },
);

function aboutOf({ name, faults, kinds }: Scope): string {
  return `${name}, with ${faults === 1 ? 'one fault' : `${faults} faults`} of ${kinds.length} kinds`;
}
