/** People in JSON: one object a line, or one object of SCIM with all of them. */
import { schemasOf } from '../../../lib/identity/batches.ts';
import { exceedsNesting } from '../../../lib/identity/nesting.ts';
import { isObject, type Json } from '../../../lib/json.ts';
import type { TextLine } from '../../files/lines.ts';
import type { ImportRow } from './import-row.ts';

/** Real people are flat. */
const maxNesting = 16;

const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:group';

/** https://jsonlines.org. Empty lines are no people. */
export async function* jsonLinePeople(lines: AsyncIterable<TextLine>): AsyncGenerator<ImportRow> {
  for await (const { number, text, problem = '' } of lines) {
    const place = `line ${number}`;
    if (text === undefined) yield { place, problem };
    else if (text.trim() !== '') yield readLine(place, text);
  }
}

function readLine(place: string, text: string): ImportRow {
  try {
    return jsonPerson(place, JSON.parse(text));
  } catch {
    return { place, problem: 'is not JSON; write one person a line' };
  }
}

/** One person, as SCIM's user or flat. */
export function jsonPerson(place: string, value: unknown): ImportRow {
  const problem = isObject(value) ? problemOf(value) : 'is not a JSON object';
  return problem === undefined && isObject(value) ? { place, attributes: value } : { place, problem: problem ?? '' };
}

function problemOf(value: Json): string | undefined {
  if (exceedsNesting(value, maxNesting)) return `is nested deeper than ${maxNesting} levels`;
  if (isGroup(value)) return 'is a group; give groups with their members in a SCIM ListResponse';
  const isEvent = ['specversion', 'Operations', 'Resources'].some((name) => Object.hasOwn(value, name));
  return isEvent ? 'is not a person, but an event or a list; write one person a line' : undefined;
}

/** A user has no members. */
export function isGroup(resource: Json): boolean {
  return schemasOf(resource).includes(groupSchema) || Array.isArray(resource['members']);
}
