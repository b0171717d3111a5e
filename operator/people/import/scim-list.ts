/** People and groups in a SCIM ListResponse: https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2 */
import { groupNames, presentItems, valueType } from '../../../lib/identity/attribute-values.ts';
import { foldNames } from '../../../lib/identity/spellings.ts';
import { isObject, type Json, text } from '../../../lib/json.ts';
import { formatCount } from '../../counts.ts';
import { UnreadableFile } from '../../errors.ts';
import type { ImportRow } from './import-row.ts';
import { isGroup, jsonPerson } from './json-people.ts';

export interface ScimList {
  /** The number of resources. */
  readonly count: number;
  readonly rows: Iterable<ImportRow>;
  /** What the file lacks. */
  readonly notes: readonly string[];
}

interface Resource {
  readonly place: string;
  readonly value: unknown;
}

/** A group that names all of its members. */
interface ListedGroup {
  readonly names: readonly string[];
  /** The ids of the people in it. */
  readonly members: ReadonlySet<string>;
}

/**
 * @param file for errors
 * @throws UnreadableFile
 */
export function readScimList(file: string, content: string): ScimList {
  const { resources, total } = parseList(file, content);
  const { group = [], user = [] } = Object.groupBy(resources, ({ value }) =>
    isObject(value) && isGroup(value) ? 'group' : 'user',
  );
  const groups = group.map(({ value }) => foldNames(value));
  const listed = groups.filter(({ members }) => Array.isArray(members));
  return {
    count: resources.length,
    rows: rowsOf(user, listed.map(readGroup)),
    notes: [
      ...(total > resources.length
        ? [`The file has ${resources.length} of ${total} results. Import the other pages too.`]
        : []),
      ...(listed.length < groups.length
        ? [`Of ${formatCount(groups.length - listed.length, 'group')} the file does not name the members.`]
        : []),
      ...(listed.some(({ members }) => presentItems(members).some(isNested))
        ? ['Groups inside groups are left out: give their members.']
        : []),
    ],
  };
}

function parseList(file: string, content: string): { readonly resources: readonly Resource[]; readonly total: number } {
  const list = parseJson(file, content);
  const folded = foldNames(list);
  const resources = Array.isArray(list) ? list : folded['resources'];
  if (!Array.isArray(resources)) throw new UnreadableFile(file, 'is JSON without Resources: give a SCIM ListResponse');
  const total = Number(folded['totalresults']);
  return {
    resources: resources.map((value, index) => ({ place: `resource ${index + 1}`, value })),
    total: Number.isNaN(total) ? 0 : total,
  };
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content.replace(/^\u{FEFF}/u, ''));
  } catch {
    throw new UnreadableFile(file, 'is not JSON, or is cut off');
  }
}

function readGroup({ displayname, id, externalid, members }: Json): ListedGroup {
  const people = presentItems(members).filter((member) => !isNested(member));
  return {
    names: groupNames([{ displayName: displayname, id, externalId: externalid }]),
    members: new Set(people.flatMap((member) => text(isObject(member) ? foldNames(member)['value'] : member) ?? [])),
  };
}

function isNested(member: unknown): boolean {
  return valueType(member) === 'group';
}

/** The users, then the people whom the file only names as members. */
function* rowsOf(users: readonly Resource[], groups: readonly ListedGroup[]): Generator<ImportRow> {
  const memberships = new Map<string, string[]>();
  for (const { names, members } of groups) {
    for (const id of members) memberships.set(id, [...(memberships.get(id) ?? []), ...names]);
  }
  for (const { place, value } of users) {
    const row = jsonPerson(place, value);
    const id = text(foldNames(value)['id']);
    if ('problem' in row || id === undefined) yield row;
    else {
      const memberOf = memberships.get(id) ?? [];
      memberships.delete(id);
      yield { ...row, memberOf, notMemberOf: groups.flatMap(({ names, members }) => (members.has(id) ? [] : names)) };
    }
  }
  for (const [id, memberOf] of memberships) {
    yield { place: `member ${id}`, attributes: { id }, memberOf, isOnlyMember: true };
  }
}
