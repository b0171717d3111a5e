import { describe, expect, test } from '@jest/globals';
import { packEntityIds } from '../../lib/entity-id.ts';
import { ServiceError } from '../../lib/errors.ts';
import { readSettings, timeToStart } from '../../lib/settings.ts';
import { environment, germany, japan, settings } from '../factories.ts';

function problemsOf(changes: Record<string, string | undefined>): string[] {
  try {
    readSettings({ ...environment, ...changes });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect(error.reason).toBe('bad-settings');
    return error.message.split('\n- ').slice(1);
  }
  return [];
}

test('seconds are read as milliseconds, names as they are, and what is not ours is ignored', () => {
  expect(readSettings({ ...environment, PATH: '/bin', ZUORA_ACCESS_RETRY_BASE_SECONDS: '0.5' })).toMatchObject({
    stage: 'dev',
    callsInFlight: 6,
    retryBase: 500,
    leaseGrace: 130_000,
  });
});

test('every problem is told at once, by the name of its variable', () => {
  const problems = problemsOf({
    ZUORA_ACCESS_STAGE: undefined,
    ZUORA_ACCESS_SECRET: '',
    ZUORA_ACCESS_MARGIN_SECONDS: 'five',
    ZUORA_ACCESS_SPREAD_SECONDS: '-1',
    ZUORA_ACCESS_CALLS_IN_FLIGHT: '11',
    ZUORA_ACCESS_COLOUR: 'blue',
  });
  expect(problems).toHaveLength(6);
  expect(problems).toEqual(
    expect.arrayContaining([
      'ZUORA_ACCESS_STAGE: is not set',
      'ZUORA_ACCESS_SECRET: is empty',
      'ZUORA_ACCESS_MARGIN_SECONDS: must be a number of seconds above 0',
      'ZUORA_ACCESS_SPREAD_SECONDS: must be a number of seconds above 0',
      expect.stringMatching(/^ZUORA_ACCESS_CALLS_IN_FLIGHT: /),
      'ZUORA_ACCESS_COLOUR: is not a known field',
    ]),
  );
});

test.each(['0', '', ' ', 'Infinity', 'NaN', '10s'])('a duration of "%s" is refused', (value) => {
  expect(problemsOf({ ZUORA_ACCESS_READ_TIMEOUT_SECONDS: value })).toEqual([
    'ZUORA_ACCESS_READ_TIMEOUT_SECONDS: must be a number of seconds above 0',
  ]);
});

test.each(['0', '1.5', '11', 'many'])('%s calls in flight are refused', (value) => {
  expect(problemsOf({ ZUORA_ACCESS_CALLS_IN_FLIGHT: value })).toHaveLength(1);
});

describe('a list of limits', () => {
  const read = (changes: Record<string, string>) => readSettings({ ...environment, ...changes });

  test('can be packed, and a damaged list allows nothing', () => {
    const packed = packEntityIds([germany, japan]);
    expect(read({ ZUORA_ACCESS_ALLOWED_ENTITY_IDS: packed })).toMatchObject({ allowedEntityIds: [germany, japan] });
    for (const damaged of [packed.slice(0, -1), 'base64url:']) {
      expect(problemsOf({ ZUORA_ACCESS_ALLOWED_ENTITY_IDS: damaged })).toContainEqual(
        expect.stringContaining('ZUORA_ACCESS_ALLOWED_ENTITY_IDS.0: '),
      );
    }
  });

  test.each([{}, { ZUORA_ACCESS_ALLOWED_ENTITY_IDS: '', ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS: '' }])(
    'that is empty, or left out, limits nothing: %j',
    (changes) => expect(read(changes)).toMatchObject({ allowedEntityIds: [], allowedUsernameDomains: [] }),
  );

  test('has its members brought to one form', () => {
    const changes = {
      ZUORA_ACCESS_ALLOWED_ENTITY_IDS: '5EED0000-0000-4000-8000-000000000002, 5eed0000000040008000000000000004',
      ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS: 'Example.COM,mail.ex-ample.org',
    };
    expect(read(changes)).toMatchObject({
      allowedEntityIds: [germany, japan],
      allowedUsernameDomains: ['example.com', 'mail.ex-ample.org'],
    });
  });

  test('of logins is separated by commas', () => {
    const changes = { ZUORA_ACCESS_PROTECTED_USERNAMES: 'zuora-service@example.com, API User' };
    expect(read(changes)).toMatchObject({ protectedUsernames: ['zuora-service@example.com', 'API User'] });
    expect(problemsOf({ ZUORA_ACCESS_PROTECTED_USERNAMES: 'a@example.com,' })).toEqual([
      'ZUORA_ACCESS_PROTECTED_USERNAMES.1: must be a login of Zuora, without a comma',
    ]);
  });

  test.each([
    [germany.slice(1), '0'],
    [`${germany},`, '1'],
    [`${germany},*`, '1'],
    [' ', '0'],
    [',', '0'],
  ])('of entities may not be "%s"', (list, index) => {
    expect(problemsOf({ ZUORA_ACCESS_ALLOWED_ENTITY_IDS: list })).toContain(
      `ZUORA_ACCESS_ALLOWED_ENTITY_IDS.${index}: must be a Zuora entity id: 32 hexadecimal digits, with or without hyphens`,
    );
  });

  test.each([
    ' ',
    'com',
    '@example.com',
    'ada@example.com',
    'example..com',
    '*.example.com',
    'example.com;',
    '\u212A.com',
  ])('of domains may not be "%s"', (list) => {
    expect(problemsOf({ ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS: list })).toEqual([
      'ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS.0: must be a domain, such as example.com',
    ]);
  });
});

describe('the relations between the numbers', () => {
  test.each<[name: string, bad: string, good: string, why: string, others?: Record<string, string>]>([
    ['VISIBILITY_TIMEOUT', '719', '720', 'six times the function'],
    ['FUNCTION_TIMEOUT', '54', '55', 'the longest way of a message'],
    ['MARGIN', '4.9', '5', 'five calls to AWS'],
    ['ZUORA_LIMIT', '29', '30', 'the write timeout'],
    ['LEASE_GRACE', '120', '120.1', "Zuora's limit"],
    ['RETRY_CAP', '3601', '3600', 'the longest wait that Zuora may ask for'],
    ['RETRY_CAP', '4.9', '5', 'the first delay'],
    ['RETRY_AFTER_CAP', '42990', '42989', 'twelve hours', { RETRY_WINDOW: '200000', QUEUE_RETENTION: '500000' }],
    ['LEASE_GRACE', '42990', '42989', 'twelve hours'],
    ['RETRY_WINDOW', '259200', '259199', 'the age limit'],
    ['MESSAGE_AGE_LIMIT', '341970', '341969', 'the retention less the longest delay'],
    ['STALE_AFTER', '259200', '259200.1', 'the age limit'],
    ['STALE_AFTER', '2592000', '2591999', 'the retention of the ledger'],
    ['SPREAD', '0.9', '1', 'a second'],
  ])('%s may not be %s, but %s: %s', (name, bad, good, _, others = {}) => {
    const around = Object.entries(others).map(([other, value]) => [`ZUORA_ACCESS_${other}_SECONDS`, value]);
    const changes = (value: string) => ({
      ...Object.fromEntries(around),
      [`ZUORA_ACCESS_${name}_SECONDS`]: value,
    });
    expect(problemsOf(changes(bad))).toEqual([expect.stringContaining(`ZUORA_ACCESS_${name}_SECONDS`)]);
    expect(problemsOf(changes(good))).toEqual([]);
  });

  test.each([
    ['VISIBILITY_TIMEOUT', '719', ['FUNCTION_TIMEOUT']],
    ['MARGIN', '4.9', ['AWS_TIMEOUT']],
    ['ZUORA_LIMIT', '29', ['WRITE_TIMEOUT']],
    ['LEASE_GRACE', '120', ['ZUORA_LIMIT']],
    ['RETRY_CAP', '3601', ['RETRY_BASE', 'RETRY_AFTER_CAP']],
    ['RETRY_WINDOW', '259200', ['MESSAGE_AGE_LIMIT']],
    ['MESSAGE_AGE_LIMIT', '342000', ['QUEUE_RETENTION']],
  ])('a %s of %s is told with the other variables that it is at odds with', (name, value, others) => {
    const [problem] = problemsOf({ [`ZUORA_ACCESS_${name}_SECONDS`]: value });
    for (const other of others) expect(problem).toContain(`ZUORA_ACCESS_${other}_SECONDS`);
  });

  test('all that are broken are told at once', () => {
    const problems = problemsOf({
      ZUORA_ACCESS_FUNCTION_TIMEOUT_SECONDS: '121',
      ZUORA_ACCESS_LEASE_GRACE_SECONDS: '100',
      ZUORA_ACCESS_RETRY_WINDOW_SECONDS: '300000',
    });
    expect(problems).toHaveLength(3);
  });
});

test('a message needs two reads, a write and the margin to start: 55 seconds', () => {
  expect(timeToStart(settings())).toBe(55_000);
});

test('a variable is known by its whole name only', () => {
  expect(problemsOf({ ZUORA_ACCESS_SPREAD: '5' })).toEqual(['ZUORA_ACCESS_SPREAD: is not a known field']);
});

test('an unknown variable is told by its whole name', () => {
  const name = 'ZUORA_ACCESS_REED_TIMEOUT_SECONDS';
  expect(problemsOf({ [name]: '5' })).toEqual([`${name}: is not a known field`]);
});

test('the problems come under a heading', () => {
  expect(() => readSettings({})).toThrow(/^The environment does not fit:\n- ZUORA_ACCESS_/);
});
