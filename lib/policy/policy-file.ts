/** Reads a policy's YAML, and names the line of each problem. */
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem } from '../check.ts';
import { createNodeFinder } from './field-nodes.ts';
import { findMisreadings } from './misreadings.ts';
import { checkPolicy, type Policy } from './policy.ts';
import { typoHints } from './typo.ts';
import { withholdingListHints } from './withholding.ts';

interface PolicyProblem {
  /** Counts from 1. */
  readonly line: number;
  /** Includes the field, if there is one. */
  readonly problem: string;
}

export type PolicyFile =
  | { readonly success: true; readonly policy: Policy; readonly warnings: readonly PolicyProblem[] }
  | { readonly success: false; readonly problems: readonly PolicyProblem[] };

/** In characters, three times a policy of a thousand rules. */
const maxLength = 500_000;

const maxProblems = 100;

/** Never throws, and returns the problems in the order of their lines. */
export function readPolicyFile(yaml: string): PolicyFile {
  if (yaml.length > maxLength) {
    return { success: false, problems: [{ line: 1, problem: `is longer than ${maxLength} characters` }] };
  }
  const encoding = encodingProblem(yaml);
  if (encoding !== undefined) return failure([encoding]);
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const lineOf = (offset: number | undefined) => Math.max(1, lines.linePos(offset ?? 0).line);
  const at = (node: Node | null | undefined) => lineOf(node?.range?.[0]);
  const syntax = [...document.errors, ...document.warnings];
  const misread = findMisreadings(document);
  const problems = [
    ...syntax.map(({ message, pos }) => ({ line: lineOf(pos[0]), problem: message })),
    ...misread.map(({ node, problem }) => ({ line: at(node), problem })),
  ];
  if (syntax.length === 0 && !isMap(document.contents)) {
    problems.push({ line: at(document.contents), problem: 'does not hold a policy; start from policy.example.yml' });
    return failure(problems);
  }
  // The policy cannot be checked further if its YAML is malformed or uses aliases.
  if (syntax.length > 0 || misread.some(({ node }) => !isScalar(node))) {
    return failure(problems);
  }
  const findNode = createNodeFinder(document);
  const located = ({ field, problem }: Problem) => ({ line: at(findNode(field)), problem: `${field}: ${problem}` });
  const checked = checkPolicy(document.toJS());
  if (!checked.success) return failure([...problems, ...checked.problems.map(located)]);
  if (problems.length > 0) return failure(problems);
  const hints = [...typoHints(checked.policy), ...withholdingListHints(checked.policy)];
  return { ...checked, warnings: hints.map(located).toSorted(byLine) };
}

/** YAML allows no control characters except tabs and line ends: https://yaml.org/spec/1.2.2/#51-character-set */
const invalidCharacter = /\uFFFD|[^\P{Cc}\t\n\r\u0085]/u;

/** The first character of another encoding, or of a file that is not text. */
function encodingProblem(yaml: string): PolicyProblem | undefined {
  const { index, 0: character } = invalidCharacter.exec(yaml) ?? {};
  if (index === undefined || character === undefined) return undefined;
  const line = yaml.slice(0, index).split('\n').length;
  if (character === '\uFFFD') return { line, problem: 'is not in UTF-8; save the file in UTF-8' };
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { line, problem: `contains the control character U+${code}; remove it, or save the file in UTF-8` };
}

function failure(problems: readonly PolicyProblem[]): PolicyFile {
  return { success: false, problems: problems.toSorted(byLine).slice(0, maxProblems) };
}

function byLine(one: PolicyProblem, other: PolicyProblem): number {
  return one.line - other.line;
}
