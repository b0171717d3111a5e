/** The problems of a policy file, in lines that an editor can follow. */
import { styleText } from 'node:util';
import { automaticEntityIds } from '../../lib/policy/approval.ts';
import { defaultGrace } from '../../lib/policy/grace.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { PolicyFile } from '../../lib/policy/policy-file.ts';
import { policyHash } from '../../lib/policy/policy-hash.ts';
import { withholdingRules } from '../../lib/policy/withholding.ts';
import { formatCount } from '../../operator/counts.ts';
import { printable } from '../../operator/printable.ts';

const maxNamed = 10;

/** @param file its name on the command line */
export function policyCheckReport(file: string, policyFile: PolicyFile): string {
  const findings = policyFile.success ? policyFile.warnings : policyFile.problems;
  const lines = findings.map(({ line, problem }) => printable(`${file}:${line}: ${problem}`));
  const verdict = policyFile.success
    ? `${printable(file)}: ${styleText('green', 'sound')}, ${describePolicy(policyFile.policy)}`
    : styleText('red', formatCount(findings.length, 'problem'));
  const notes = policyFile.success ? withholdingNotes(policyFile.policy) : [];
  return [...lines, verdict, ...notes].join('\n');
}

/** What may keep people waiting, although nothing is wrong with it. */
function withholdingNotes(policy: Policy): readonly string[] {
  const rules = withholdingRules(policy);
  if (rules.length === 0) return [];
  const named = rules.slice(0, maxNamed).map(({ id, when }) => `${id} (${Object.keys(when).join(', ')})`);
  const more = rules.length > maxNamed ? ` and ${rules.length - maxNamed} more` : '';
  const count = formatCount(rules.length, 'rule withholds', 'rules withhold');
  const text = `${count} new access as long as it is unknown whether the rule denies: ${named.join(', ')}${more}.`;
  return [printable(`${text} A rule with unknown: grant withholds nothing.`)];
}

function describePolicy(policy: Policy): string {
  const { entities, rules, on, grace = defaultGrace } = policy;
  const after = on.ruleNoLongerMatches === 'revoke' ? ` after ${grace}` : '';
  const consequences = `left: ${on.left}, groupRemoved: ${on.groupRemoved}, ruleNoLongerMatches: ${on.ruleNoLongerMatches}${after}`;
  const entityCount = formatCount(Object.keys(entities).length, 'entity', 'entities');
  const automatic = automaticEntityIds(policy).length;
  const approvals = automatic > 0 ? `; automatic approval in ${automatic}` : '';
  const content = `${entityCount}, ${formatCount(rules.length, 'rule')}; ${consequences}${approvals}`;
  return `${content}; SHA-256 ${policyHash(policy)}`;
}
