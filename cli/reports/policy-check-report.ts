/** The problems of a policy file, in lines that an editor can follow. */
import { styleText } from 'node:util';
import { automaticEntityIds } from '../../lib/policy/approval.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { PolicyFile } from '../../lib/policy/policy-file.ts';
import { policyHash } from '../../lib/policy/policy-hash.ts';
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

function describePolicy(policy: Policy): string {
  const { entities, rules, on } = policy;
  const consequences = `left: ${on.left}, groupRemoved: ${on.groupRemoved}, ruleNoLongerMatches: ${on.ruleNoLongerMatches}`;
  const entityCount = formatCount(Object.keys(entities).length, 'entity', 'entities');
  const automatic = automaticEntityIds(policy).length;
  const approvals = automatic > 0 ? `; automatic approval in ${automatic}` : '';
  const content = `${entityCount}, ${formatCount(rules.length, 'rule')}; ${consequences}${approvals}`;
  return `${content}; SHA-256 ${policyHash(policy)}`;
}
