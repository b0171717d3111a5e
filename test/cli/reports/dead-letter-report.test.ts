import { expect, test } from '@jest/globals';
import { deadLetterTable } from '../../../cli/reports/dead-letter-report.ts';
import { readDeadLetter } from '../../../operator/dead-letters/dead-letter.ts';
import { toSummaryJson } from '../../../operator/dead-letters/dead-letter-json.ts';
import { deadLetterFacts } from '../../../operator/dead-letters/letter-facts.ts';
import { summarise } from '../../../operator/dead-letters/summary.ts';

const now = 1_795_253_400_000;
const letter = (event: object) =>
  readDeadLetter('access-revocations', {
    MessageId: 'm-1',
    ReceiptHandle: 'receipt',
    Body: JSON.stringify({ specversion: '1.0', source: 'hr', ...event }),
    Attributes: { SentTimestamp: String(now - 60_000) },
  });
const lines = (event: object) =>
  deadLetterTable([summarise(letter(event))], now, (id) => `the ${id}`, undefined).split('\n');

test('the table of dead letters names the person, the entities and the identity event', () => {
  const data = { username: 'ada', targetEntityIds: ['uk', 'japan'] };
  const [, row] = lines({
    id: '0f'.repeat(32),
    source: 'urn:zuora-access:identity-events',
    correlationid: 'okta:e-1',
    data,
  });
  expect(row).toMatch(/^1m +ada +the uk, the japan +access-revocations +crashed +okta:e-1 +m-1 +- *$/);
});

test('a dead letter about a connection names it, in the table and in the facts', () => {
  const data = { connectionId: 'c-1', entityId: 'uk' };
  expect(lines({ data })[1]).toMatch(/^1m +connection c-1 +the uk /);
  const facts = deadLetterFacts(letter({ data }), now, (id) => `the ${id}`);
  expect(facts).toMatchObject({ Connection: 'c-1', Entities: 'the uk' });
  expect(toSummaryJson(summarise(letter({ data })))).toMatchObject({ connectionId: 'c-1' });
});

test('the table of dead letters has a dash for everything unknown', () => {
  expect(lines({})[1]).toMatch(/^1m +- +- +access-revocations +crashed +- +m-1 +- *$/);
});
