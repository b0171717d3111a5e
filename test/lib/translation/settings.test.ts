import { expect, test } from '@jest/globals';
import { readTranslationSettings } from '../../../lib/translation/settings.ts';
import { translationEnvironment } from '../../factories.ts';

const read = (changes: Record<string, string | undefined> = {}) =>
  readTranslationSettings({ ...translationEnvironment, ...changes });

test('translation is told the table of people, how long it keeps them, and where decisions go', () => {
  expect(read()).toMatchObject({
    people: 'zuora-access-dev-people',
    personRetentionDays: 400,
    decisionQueue: 'zuora-access-dev-access-decisions',
  });
});

test.each(['ZUORA_ACCESS_PEOPLE', 'ZUORA_ACCESS_DECISION_QUEUE', 'ZUORA_ACCESS_PERSON_RETENTION_DAYS'])(
  'without %s it does not start',
  (name) => {
    expect(() => read({ [name]: undefined })).toThrow(`- ${name}: `);
  },
);

test.each(['0', '1.5', 'for ever'])('people cannot be kept for "%s" days', (days) => {
  expect(() => read({ ZUORA_ACCESS_PERSON_RETENTION_DAYS: days })).toThrow('- ZUORA_ACCESS_PERSON_RETENTION_DAYS: ');
});

test('a leaver is remembered until every event that gave them access is too old', () => {
  const sevenDays = { ZUORA_ACCESS_STALE_AFTER_SECONDS: '604800' };
  expect(read({ ...sevenDays, ZUORA_ACCESS_PERSON_RETENTION_DAYS: '8' })).toMatchObject({ personRetentionDays: 8 });
  expect(() => read({ ...sevenDays, ZUORA_ACCESS_PERSON_RETENTION_DAYS: '7' })).toThrow(
    '- ZUORA_ACCESS_PERSON_RETENTION_DAYS: must be longer than ZUORA_ACCESS_STALE_AFTER_SECONDS, or a leaver is forgotten',
  );
});
