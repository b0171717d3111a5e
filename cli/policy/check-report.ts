/** Tells what is wrong with a policy file, in lines that an editor can follow. */
import { styleText } from 'node:util';
import type { Policy } from '../../lib/policy/policy.ts';
import type { PolicyFile } from '../../lib/policy/policy-file.ts';
import { counted } from '../table.ts';
import { printable } from '../terminal.ts';

/** @param file as it was named on the command line */
export function checkReport(file: string, read: PolicyFile): string {
  if (read.success) return `${printable(file)}: ${styleText('green', 'sound')}, ${summary(read.policy)}`;
  const lines = read.problems.map(({ line, problem }) => printable(`${file}:${line}: ${problem}`));
  return [...lines, styleText('red', counted(read.problems.length, 'problem'))].join('\n');
}

function summary({ entities, rules, on }: Policy): string {
  const consequences = `left: ${on.left}, groupRemoved: ${on.groupRemoved}, ruleNoLongerMatches: ${on.ruleNoLongerMatches}`;
  return `${counted(Object.keys(entities).length, 'entity', 'entities')}, ${counted(rules.length, 'rule')}; ${consequences}`;
}
