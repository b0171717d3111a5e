/**
 * Searches further than `scopes.test.ts`, each scope to its end, and writes what it found to `bench/results/scopes.json`.
 *
 *     npm run scopes
 */
import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { judgedSearch } from './judged-search.ts';
import {
  grantAndRevocation,
  grantRevocationGrant,
  grantTwiceAndRevocation,
  requestThatExpires,
  revocationAndGrant,
  sameRequest,
  twoPersons,
} from './mixes.ts';
import { lambdaFaults, type Scope, scopeOf } from './scope.ts';
import type { Findings } from './search.ts';

const report = 'bench/results/scopes.json';

const scopes: readonly Scope[] = [
  scopeOf(requestThatExpires, { faults: 2 }),
  scopeOf(sameRequest, { faults: 2 }),
  scopeOf(twoPersons, { faults: 2 }),
  scopeOf(grantAndRevocation, { faults: 2 }),
  scopeOf(revocationAndGrant, { faults: 2, kinds: lambdaFaults }),
  scopeOf(grantRevocationGrant),
  scopeOf(grantTwiceAndRevocation, { faults: 2 }),
  scopeOf(grantRevocationGrant, { faults: 2 }),
];

interface Entry extends Findings {
  readonly scope: string;
  readonly messages: number;
  readonly faults: number;
  readonly kinds: string;
  readonly workers: number;
  readonly seconds: number;
}

const entries: Entry[] = [];
const aDay = 24 * 3_600_000;

test.each(scopes)(
  'the rules hold in every state of $name, with $faults faults',
  async (scope) => {
    const startedAt = Date.now();
    const findings = await judgedSearch(scope);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const { name, messages, faults, kinds, workers } = scope;
    entries.push({
      scope: name,
      messages: messages.length,
      faults,
      kinds: kinds.join(', '),
      workers,
      ...findings,
      seconds,
    });
    const versions = { node: process.versions.node };
    writeFileSync(report, `${JSON.stringify({ date: new Date().toISOString(), versions, entries }, null, 2)}\n`);
    expect(findings.violation).toBeUndefined();
  },
  aDay,
);
