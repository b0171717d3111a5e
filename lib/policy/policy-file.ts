/** Reads a policy's YAML and says on which line each of its problems is. */
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Problem } from '../check.ts';
import { checkPolicy, type Policy } from './policy.ts';
import { typoHints } from './typo.ts';

interface PolicyProblem {
  /** From 1 on. */
  readonly line: number;
  /** With the field, where it has one. */
  readonly problem: string;
}

export type PolicyFile =
  | { readonly success: true; readonly policy: Policy; readonly warnings: readonly PolicyProblem[] }
  | { readonly success: false; readonly problems: readonly PolicyProblem[] };

/** In characters. A policy of a thousand rules has a third of that. */
const longest = 500_000;

const maxProblems = 100;

/** Never throws, and returns the problems in the order of their lines. */
export function readPolicyFile(yaml: string): PolicyFile {
  if (yaml.length > longest) {
    return { success: false, problems: [{ line: 1, problem: `is longer than ${longest} characters` }] };
  }
  const encoding = garbledAt(yaml);
  if (encoding !== undefined) return failure([encoding]);
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number | undefined) => Math.max(1, lines.linePos(offset ?? 0).line);
  const at = (node: Node | null | undefined) => lineOf(node?.range?.[0]);
  const syntax = [...document.errors, ...document.warnings];
  const misread = misreadings(document);
  const problems = [
    ...syntax.map(({ message, pos }) => ({ line: lineOf(pos[0]), problem: message })),
    ...misread.map(({ node, problem }) => ({ line: at(node), problem })),
  ];
  if (syntax.length === 0 && !isMap(document.contents)) {
    problems.push({ line: at(document.contents), problem: 'holds no policy; start from policy.example.yml' });
    return failure(problems);
  }
  // Of what is malformed, or stands elsewhere, there is nothing more to say.
  if (syntax.some(({ code }) => code !== 'DUPLICATE_KEY') || misread.some(({ node }) => !isScalar(node))) {
    return failure(problems);
  }
  const located = ({ field, problem }: Problem) => ({
    line: at(nodeOf(document, field)),
    problem: `${field}: ${problem}`,
  });
  const checked = checkPolicy(document.toJS());
  if (!checked.success) return failure([...problems, ...checked.problems.map(located)]);
  return problems.length === 0 ? { ...checked, warnings: typoHints(checked.policy).map(located) } : failure(problems);
}

/** YAML may have no control character but a tab and the ends of lines: https://yaml.org/spec/1.2.2/#51-character-set */
const garbled = /\uFFFD|[^\P{Cc}\t\n\r\u0085]/u;

/** The first character that tells of another encoding, or of a file that is no text. */
function garbledAt(yaml: string): PolicyProblem | undefined {
  const { index, 0: character } = garbled.exec(yaml) ?? {};
  if (index === undefined || character === undefined) return undefined;
  const line = yaml.slice(0, index).split('\n').length;
  if (character === '\uFFFD') return { line, problem: 'is not in UTF-8: save the file in that encoding' };
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { line, problem: `has the control character U+${code}: remove it, or save the file in UTF-8` };
}

function failure(problems: readonly PolicyProblem[]): PolicyFile {
  const inOrder = problems.toSorted((one, other) => one.line - other.line);
  return { success: false, problems: inOrder.slice(0, maxProblems) };
}

interface Misreading {
  readonly node: Node;
  readonly problem: string;
}

/** YAML that is in order, and does not mean what whoever wrote it will have meant. */
function misreadings(document: Document): readonly Misreading[] {
  const found: Misreading[] = [];
  visit(document, {
    Alias(_, node) {
      found.push({ node, problem: `*${node.source}: anchors and aliases are not read; write it out` });
    },
    Pair(_, { key }) {
      if (isNode(key) && !(isScalar(key) && typeof key.value === 'string')) {
        found.push({ node: key, problem: 'a name must be a text; put it in quotes' });
      }
    },
    Scalar(_, node) {
      const { value, source } = node;
      if (typeof value === 'number' && source !== String(value)) {
        found.push({ node, problem: `${source} is read as the number ${value}; put it in quotes` });
      }
    },
  });
  return found;
}

/** Where a field is, or as much of its path as there is. */
function nodeOf(document: Document, field: Problem['field']): Node | undefined {
  let found: Found = { shown: document.contents ?? undefined, inside: document.contents, rest: field };
  for (let next: Found | undefined = found; next !== undefined; next = step(found)) found = next;
  return found.shown;
}

interface Found {
  readonly shown: Node | undefined;
  readonly inside: unknown;
  /** What is left of the path. */
  readonly rest: string;
}

/** A name on the path may itself have dots, so the longest that fits is taken. */
function step({ inside, rest }: Found): Found | undefined {
  if (isSeq(inside)) {
    const [index = ''] = rest.split('.', 1);
    const item = inside.items[Number(index)];
    return isNode(item) ? { shown: item, inside: item, rest: rest.slice(index.length + 1) } : undefined;
  }
  if (!isMap(inside)) return undefined;
  return inside.items
    .flatMap(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : '';
      const fits = isScalar(key) && `${rest}.`.startsWith(`${name}.`);
      return fits ? [{ shown: key, inside: value, rest: rest.slice(name.length + 1) }] : [];
    })
    .toSorted((one, other) => one.rest.length - other.rest.length)[0];
}
