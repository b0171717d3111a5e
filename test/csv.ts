/** Reads comma-separated values strictly, as https://www.rfc-editor.org/rfc/rfc4180 has them. */

/** @throws Error for what the standard does not allow */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let rest = text;
  let record: string[] = [];
  while (rest !== '') {
    const [cell, quoted, plain = ''] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))/.exec(rest) ?? [''];
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    rest = rest.slice(cell.length);
    if (rest.startsWith(',')) rest = rest.slice(1);
    else if (rest.startsWith('\r\n')) {
      rest = rest.slice(2);
      records.push(record);
      record = [];
    } else throw new Error(`neither a comma nor the end of a record: ${JSON.stringify(rest.slice(0, 20))}`);
  }
  if (record.length > 0) throw new Error('the last record has no end');
  return records;
}
