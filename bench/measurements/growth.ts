/** The curves of what once grew faster than its size. */
import type { Bench } from '../bench.ts';
import { accountItem } from './growth/account-item.ts';
import { type Curve, type GrowthRow, measureCurve } from './growth/curve.ts';
import { letterList, redrive } from './growth/dead-letters.ts';
import { policyDecisions } from './growth/policy-decisions.ts';
import { policyStart } from './growth/policy-start.ts';
import { connections, revocation } from './growth/several-entities.ts';
import { statusSearch } from './growth/status-search.ts';
import { tableRows } from './growth/table-rows.ts';

const curves: readonly Curve[] = [
  policyDecisions,
  policyStart,
  accountItem,
  revocation,
  connections,
  letterList,
  redrive,
  statusSearch,
  tableRows,
];

export async function measureGrowth(bench: Bench): Promise<GrowthRow[]> {
  const rows: GrowthRow[] = [];
  for (const curve of curves) {
    bench.options.tell(`growth: ${curve.title}`);
    rows.push(await measureCurve(bench, curve));
  }
  return rows;
}
