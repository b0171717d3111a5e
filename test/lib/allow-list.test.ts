import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Limits, requireAllowed } from '../../lib/allow-list.ts';
import { BadEvent } from '../../lib/errors.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { germany, japan } from '../factories.ts';

const none: Limits = { allowedEntityIds: [], allowedUsernameDomains: [] };
const onlyJapan: Limits = { ...none, allowedEntityIds: [seedEntity.global, japan] };
const onlyExample: Limits = { ...none, allowedUsernameDomains: ['example.com', 'mail.example.org'] };

/** @returns what is wrong, or undefined for what is allowed */
function problemOf(limits: Limits, fields: object): string | undefined {
  try {
    requireAllowed(limits, 'data.', fields);
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    expect(error.reason).toBe('not-allowed');
    return error.message;
  }
  return undefined;
}

const outside = (field: string) => `data.${field}: "${germany}" is not in ZUORA_ACCESS_ALLOWED_ENTITY_IDS`;

test('without a list everything is allowed', () => {
  expect(problemOf(none, { entityId: germany, targetEntityIds: [germany], username: 'ada' })).toBeUndefined();
});

describe('with a list of entities', () => {
  test.each(['entityId', 'targetEntityId', 'sourceEntityId', 'targetEntityIds', 'entityIds'])(
    '%s may name one that is in it, and no other',
    (field) => {
      expect(problemOf(onlyJapan, { [field]: japan })).toBeUndefined();
      expect(problemOf(onlyJapan, { [field]: germany })).toBe(outside(field));
    },
  );

  test('all of several have to be in it', () => {
    expect(problemOf(onlyJapan, { targetEntityIds: [japan, seedEntity.global] })).toBeUndefined();
    expect(problemOf(onlyJapan, { targetEntityIds: [japan, germany] })).toBe(outside('targetEntityIds'));
  });

  test.each(['denials', 'ended'])('those of a list of objects are judged: %s', (list) => {
    const fields = { [list]: [{ entityId: japan }, { entityId: germany }] };
    expect(problemOf(onlyJapan, fields)).toBe(outside(`${list}[1].entityId`));
    expect(problemOf(onlyJapan, { [list]: [{ entityId: japan }] })).toBeUndefined();
  });

  test('every field is judged', () => {
    expect(problemOf(onlyJapan, { entityId: japan, targetEntityId: germany })).toBe(outside('targetEntityId'));
  });

  test('a field that is left out, or is about something else, is not judged', () => {
    expect(problemOf(onlyJapan, { entityId: undefined })).toBeUndefined();
    expect(problemOf(onlyJapan, { connectionId: germany, entityIdOrNot: germany, username: 'ada' })).toBeUndefined();
  });
});

describe('with a list of domains', () => {
  test.each(['ada@example.com', 'ada@EXAMPLE.Com', 'ada@mail.example.org', '"a@b"@example.com', '@example.com'])(
    '%s is allowed',
    (username) => expect(problemOf(onlyExample, { username })).toBeUndefined(),
  );

  test.each([
    ['ada@example.org', 'example.org'],
    ['ada@mail.example.com', 'mail.example.com'],
    ['ada@notexample.com', 'notexample.com'],
    ['ada@example.com.evil.org', 'example.com.evil.org'],
    ['ada@example.com@Evil.org', 'evil.org'],
    ['ada@example.com ', 'example.com '],
    ['ada@', ''],
    ['ada', ''],
    ['example.com', ''],
  ])('"%s" is not', (username, domain) => {
    const problem = `data.username: "${domain}" is not in ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS`;
    expect(problemOf(onlyExample, { username })).toBe(problem);
  });

  test('a letter of Unicode is not taken for the ASCII one that it becomes in lower case', () => {
    const limits: Limits = { ...none, allowedUsernameDomains: ['kite.example'] };
    expect(problemOf(limits, { username: 'ada@KITE.example' })).toBeUndefined();
    expect(problemOf(limits, { username: 'ada@\u{212A}ite.example' })).toContain('ALLOWED_USERNAME_DOMAINS');
  });

  test('entities are not judged, nor who asked', () => {
    expect(problemOf(onlyExample, { entityId: germany, requestedBy: 'grace@example.org' })).toBeUndefined();
  });
});

describe('in every event', () => {
  const folder = join(__dirname, '../../events');
  const examples = readdirSync(folder).filter((file) => file.endsWith('.example.json'));
  const entityIds: string[] = Object.values(seedEntity);

  test.each(examples)('each field that holds an entity or a username is limited: %s', (file) => {
    const data: object = JSON.parse(readFileSync(join(folder, file), 'utf8')).data;
    const limits: Limits = { allowedEntityIds: ['another'], allowedUsernameDomains: ['another'] };
    for (const [field, value] of Object.entries(data)) {
      const isLimited = field === 'username' || entityIds.some((id) => JSON.stringify(value).includes(id));
      expect([field, problemOf(limits, { [field]: value }) !== undefined]).toEqual([field, isLimited]);
    }
  });
});
