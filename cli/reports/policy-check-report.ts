/** The problems of a policy file, in lines that an editor can follow. */
import { styleText } from 'node:util';
import type { Policy } from '../../lib/policy/policy.ts';
import type { PolicyFile } from '../../lib/policy/policy-file.ts';
import { formatCount } from '../../operator/counts.ts';
import { printable } from '../../operator/printable.ts';

/** @param file its name on the command line */
export function policyCheckReport(file: string, policyFile: PolicyFile): string {
  const findings = policyFile.success ? policyFile.warnings : policyFile.problems;
  const lines = findings.map(({ line, problem }) => printable(`${file}:${line}: ${problem}`));
  const verdict = policyFile.success
    ? `${printable(file)}: ${styleText('green', 'sound')}, ${describePolicy(policyFile.policy)}`
    : styleText('red', formatCount(findings.length, 'problem'));
  return [...lines, verdict].join('\n');
}

function describePolicy({ entities, rules, on }: Policy): string {
  const consequences = `left: ${on.left}, groupRemoved: ${on.groupRemoved}, ruleNoLongerMatches: ${on.ruleNoLongerMatches}`;
  const entityCount = formatCount(Object.keys(entities).length, 'entity', 'entities');
  return `${entityCount}, ${formatCount(rules.length, 'rule')}; ${consequences}`;
}
