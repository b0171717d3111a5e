import { describe, expect, test } from '@jest/globals';
import { presentLogLine } from '../../local/function-log.ts';
import { entityNaming } from '../../operator/policy/entity-naming.ts';

const nameEntity = entityNaming(undefined);
const shown = (line: unknown, colours = false) =>
  presentLogLine(typeof line === 'string' ? line : JSON.stringify(line), 'requestUserAccess', colours, nameEntity);

const outcome = {
  level: 'INFO',
  message: 'outcome',
  outcome: 'applied',
  operation: 'requestUserAccess',
  messageId: 'm-1',
};

describe('of a function’s log, the terminal shows', () => {
  test('an outcome with all that is known of it', () => {
    const line = {
      ...outcome,
      outcome: 'dead-letter',
      eventId: 'e-1',
      attempt: 3,
      durationMs: 120.4,
      reason: 'invalid-event',
      detail: 'no username',
      zuoraRequestId: 'z-1',
    };
    expect(shown(line)).toBe(
      'dead-letter      requestUserAccess           e-1  attempt 3  120 ms  invalid-event  no username  Zuora request z-1',
    );
  });

  test('the message ID of an outcome whose event has no ID', () => {
    expect(shown(outcome)).toBe('applied          requestUserAccess           m-1');
  });

  test('the identity event instead of the hash that is the id of an event derived from it', () => {
    const derived = { ...outcome, source: 'urn:zuora-access:identity-events', eventId: '0f'.repeat(32) };
    expect(shown({ ...derived, correlationId: 'okta:e-1' })).toMatch(/ {2}okta:e-1$/);
    expect(shown(derived)).toMatch(/ {2}0f0f0f0f…$/);
  });

  test('a warning or an error, with the cause that it carries', () => {
    expect(shown({ level: 'WARN', message: 'slow', error: { message: 'ETIMEDOUT' } })).toBe(
      'warn             requestUserAccess           slow: ETIMEDOUT',
    );
  });

  test('what is no JSON', () => {
    expect(shown('Error: crashed')).toBe('output           requestUserAccess           Error: crashed');
  });

  test.each([
    ['information', { level: 'INFO', message: 'looked' }],
    ['metrics', { _aws: { Timestamp: 1 }, applied: 1 }],
    ['empty lines', ''],
  ])('no %s', (_, line) => {
    expect(shown(line)).toBeFalsy();
  });

  test('colours only where they are wanted', () => {
    expect(shown(outcome)).not.toContain('\u001b');
    expect(shown(outcome, true)).toContain('\u001b[32mapplied');
  });
});
