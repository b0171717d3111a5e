/** Tells what is wrong with a policy file, or may be, in lines that an editor can follow. */
import { styleText } from 'node:util';
import type { Policy } from '../../lib/policy/policy.ts';
import type { PolicyFile } from '../../lib/policy/policy-file.ts';
import { counted } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

/** @param file as it was named on the command line */
export function checkReport(file: string, read: PolicyFile): string {
  const found = read.success ? read.warnings : read.problems;
  const lines = found.map(({ line, problem }) => printable(`${file}:${line}: ${problem}`));
  const verdict = read.success
    ? `${printable(file)}: ${styleText('green', 'sound')}, ${summary(read.policy)}`
    : styleText('red', counted(found.length, 'problem'));
  return [...lines, verdict].join('\n');
}

function summary({ entities, rules, on }: Policy): string {
  const consequences = `left: ${on.left}, groupRemoved: ${on.groupRemoved}, ruleNoLongerMatches: ${on.ruleNoLongerMatches}`;
  return `${counted(Object.keys(entities).length, 'entity', 'entities')}, ${counted(rules.length, 'rule')}; ${consequences}`;
}
