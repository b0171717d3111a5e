/** Finds valid YAML whose meaning differs from what the author most likely wants. */
import { type Document, isNode, isScalar, type Node, visit, type YAMLMap } from 'yaml';

export interface Misreading {
  readonly node: Node;
  readonly problem: string;
}

export function findMisreadings(document: Document): readonly Misreading[] {
  const found: Misreading[] = [];
  visit(document, {
    Alias(_, node) {
      found.push({ node, problem: `*${node.source}: anchors and aliases are not supported; repeat the value` });
    },
    Map(_, node) {
      for (const duplicate of duplicateKeys(node)) found.push(duplicate);
    },
    Pair(_, { key }) {
      if (isNode(key) && !(isScalar(key) && typeof key.value === 'string')) {
        found.push({ node: key, problem: 'a name must be a text; put it in quotes' });
      }
    },
    Scalar(position, node) {
      const { value, source } = node;
      if (position === 'key' || source === undefined || source === String(value)) return;
      if (typeof value === 'number') {
        found.push({ node, problem: `${source} is read as the number ${value}; put it in quotes` });
      }
      // In YAML 1.1 also NO, which may be a country.
      if (typeof value === 'boolean') {
        const problem = `${source} is read as the truth value ${value}; write ${value}, or put it in quotes`;
        found.push({ node, problem });
      }
    },
  });
  return found;
}

/** The parser's own check compares each key with each other, which takes minutes for a large policy. */
function duplicateKeys(map: YAMLMap): readonly Misreading[] {
  const seen = new Set<unknown>();
  return map.items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const isDuplicate = seen.has(key.value);
    seen.add(key.value);
    return isDuplicate ? [{ node: key, problem: 'Map keys must be unique' }] : [];
  });
}
