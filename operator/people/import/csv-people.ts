/** People in comma-separated values: a column an attribute, a row a person. */
import { attributeKey, collectionAttributes, listAttributes, scimName } from '../../../lib/identity/attribute-names.ts';
import { personFrom } from '../../../lib/identity/attributes.ts';
import { UnreadableFile } from '../../errors.ts';
import { type CsvRecord, csvRecords } from '../../files/csv-records.ts';
import type { TextLine } from '../../files/lines.ts';
import { type ImportRow, namingAttributes, type PersonRow } from './import-row.ts';

/** Between the values of a list. Names of groups may hold commas. */
const listSeparator = ';';

/**
 * @param file for errors
 * @throws UnreadableFile if the file has no usable header
 */
export async function* csvPeople(file: string, lines: AsyncIterable<TextLine>): AsyncGenerator<ImportRow> {
  let names: readonly string[] | undefined;
  for await (const record of csvRecords(lines)) {
    if (names === undefined) names = readHeader(file, record);
    else yield readRow(names, record);
  }
}

function readHeader(file: string, record: CsvRecord): readonly string[] {
  if ('problem' in record) throw new UnreadableFile(file, `line ${record.line}, the header: ${record.problem}`);
  const names = record.cells.map((cell) => cell.trim());
  const keys = names.map(attributeKey);
  const repeated = names.find((_, index) => keys.indexOf(keys[index] ?? '') < index);
  if (names.length === 1 && /[;\t|]/.test(names[0] ?? '')) {
    throw new UnreadableFile(file, 'the columns are not separated by commas: save it as CSV with commas');
  }
  if (names.includes('')) {
    throw new UnreadableFile(file, `column ${names.indexOf('') + 1} of the header has no name: give it an attribute`);
  }
  if (!names.some(namesPerson)) {
    throw new UnreadableFile(file, `no column names a person: the header needs one of ${namingAttributes.join(', ')}`);
  }
  if (repeated !== undefined) throw new UnreadableFile(file, `the header has the column ${repeated} twice`);
  return names;
}

/** Under any name that a source may use. */
function namesPerson(column: string): boolean {
  return Object.keys(personFrom({ [column]: 'ada@example.com' })).some((name) => namingAttributes.includes(name));
}

function readRow(names: readonly string[], record: CsvRecord): ImportRow {
  const place = `line ${record.line}`;
  if ('problem' in record) return { place, problem: record.problem };
  const { cells } = record;
  if (cells.length !== names.length) {
    return { place, problem: `has ${cells.length} cells, and the header has ${names.length} columns` };
  }
  return { place, ...readCells(names, cells) };
}

function readCells(names: readonly string[], cells: readonly string[]): Omit<PersonRow, 'place'> {
  const named = names.map((name, index) => [name, cells[index] ?? ''] as const);
  const lists = named.filter(([name]) => isIn(collectionAttributes, name));
  return {
    attributes: Object.fromEntries(
      named.map(([name, cell]) => [name, isIn(listAttributes, name) ? items(cell) : cell]),
    ),
    emptyLists: lists.filter(([, cell]) => cell.trim() === '').flatMap(([name]) => scimName(name) ?? []),
  };
}

function isIn(attributes: readonly string[], name: string): boolean {
  return attributes.includes(scimName(name) ?? '');
}

/** A list in JSON stays as it is. */
function items(cell: string): string | readonly string[] {
  if (/^\s*\[/.test(cell)) return cell;
  return cell
    .split(listSeparator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
