import { expect, test } from '@jest/globals';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';

const policyFile = (timeZone: string) =>
  readPolicyFile(`version: 1
username: userName
timeZone: ${timeZone}
entities: { home: 5eed0000-0000-4000-8000-000000000001 }
homeEntity: home
rules: []
`);

test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia', 'Asia/Calcutta', 'europe/paris'])(
  '%s is a time zone',
  (name) => {
    expect(policyFile(name)).toMatchObject({ success: true, policy: { timeZone: name } });
  },
);

test.each([
  ['Europe/Berln', '; did you mean Europe/Berlin?'],
  ['Tokyo', '; did you mean Asia/Tokyo?'],
  ['local', ''],
  ['"+01:00"', ''],
  ['""', ''],
  ['[UTC]', ''],
])('%s is refused, with its line%s', (name, hint) => {
  const problem = `timeZone: must be a time zone of the IANA database, as in Europe/Berlin${hint}`;
  expect(policyFile(name)).toEqual({ success: false, problems: [{ line: 3, problem }] });
});
