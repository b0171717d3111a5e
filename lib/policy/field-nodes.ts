/** Finds the YAML node of a policy's field, such as `rules.0.when.department.1`. */
import { type Document, isMap, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';

export type FindNode = (field: string) => Node | undefined;

interface Entry {
  readonly key: Node;
  readonly value: unknown;
}

interface Entries {
  readonly byName: ReadonlyMap<string, Entry>;
  /** The names, longest first. */
  readonly lengths: readonly number[];
}

interface Position {
  readonly shown: Node | undefined;
  readonly inside: unknown;
  /** The rest of the path. */
  readonly rest: string;
}

/** @returns a function that returns the field's node, or that of the longest part of its path that exists */
export function createNodeFinder(document: Document): FindNode {
  // Each map is indexed once, so that a policy with a problem in each of its lines takes linear time.
  const indexed = new Map<YAMLMap, Entries>();
  const entriesOf = (map: YAMLMap) => {
    const known = indexed.get(map) ?? indexEntries(map);
    indexed.set(map, known);
    return known;
  };
  return (field) => {
    let found: Position = { shown: document.contents ?? undefined, inside: document.contents, rest: field };
    for (let next: Position | undefined = found; next !== undefined; next = nextPosition(found, entriesOf))
      found = next;
    return found.shown;
  };
}

function nextPosition({ inside, rest }: Position, entriesOf: (map: YAMLMap) => Entries): Position | undefined {
  if (isSeq(inside)) {
    const [index = ''] = /^[^.]*/.exec(rest) ?? [];
    const item = inside.items[Number(index)];
    return isNode(item) ? { shown: item, inside: item, rest: rest.slice(index.length + 1) } : undefined;
  }
  if (!isMap(inside)) return undefined;
  const { byName, lengths } = entriesOf(inside);
  // A name on the path may contain dots, so the longest name that fits wins.
  for (const length of lengths) {
    const entry = length === rest.length || rest[length] === '.' ? byName.get(rest.slice(0, length)) : undefined;
    if (entry) return { shown: entry.key, inside: entry.value, rest: rest.slice(length + 1) };
  }
  return undefined;
}

function indexEntries(map: YAMLMap): Entries {
  const byName = new Map<string, Entry>();
  for (const { key, value } of map.items) {
    if (isScalar(key) && !byName.has(String(key.value))) byName.set(String(key.value), { key, value });
  }
  const lengths = new Set([...byName.keys()].map(({ length }) => length));
  return { byName, lengths: [...lengths].sort((one, other) => other - one) };
}
