import { expect, test } from '@jest/globals';
import { parseOrigin } from '../../../cli/arguments/import-origin.ts';

const now = Date.parse('2026-11-29T12:00:00Z');

test('a time is written in UTC', () => {
  expect(parseOrigin({ source: 'okta', asOf: '2026-11-29T13:00+01:00' }, now)).toEqual({
    ...{ source: 'okta', publisher: undefined, asOf: '2026-11-29T12:00:00.000Z' },
  });
  expect(parseOrigin({ source: 'plain', asOf: '2026-11-01', publisher: 'https://hr.example.com' }, now)).toMatchObject({
    ...{ publisher: 'https://hr.example.com', asOf: '2026-11-01T00:00:00.000Z' },
  });
});

test.each([
  [{ source: 'otka' }, '--source: there is no source otka. Did you mean okta? The sources are plain, '],
  [{ source: '' }, "--source: there is no source ''."],
  [{ asOf: '2026-11-29T12:00:01Z' }, '--as-of: 2026-11-29T12:00:01Z is in the future.'],
  [{ asOf: '2026-11-01T08:00' }, 'a time with its zone'],
  [{ source: 'plain' }, '--publisher is missing'],
  [{ source: 'plain', publisher: ' ' }, 'It must not be empty.'],
  [{ publisher: 'x' }, '--publisher: only events in the form plain'],
])('%j is refused', (options, problem) => {
  expect(() => parseOrigin({ source: 'okta', asOf: '2026-11-01', ...options }, now)).toThrow(problem);
});
