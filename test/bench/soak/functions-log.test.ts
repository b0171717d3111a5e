/** Which dead letters the soak lets come twice. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { FunctionsLog } from '../../../bench/soak/functions-log.ts';
import { Processes } from '../../../bench/soak/processes.ts';

const operation = 'requestUserAccess';
const sent = new Map([['message', 'body']]);
const deadLetter = (at: number) => ({ operation, reason: 'not-json', body: 'body', at }) as const;

let now: number;
let log: FunctionsLog;
beforeEach(() => {
  now = 0;
  log = new FunctionsLog(new Processes(), () => now);
});

const write = (line: object) => log.read(JSON.stringify(line), operation);
const deadLettered = (requestId: string) =>
  write({ message: 'outcome', outcome: 'dead-letter', messageId: 'message', function_request_id: requestId });
const killed = (requestId: string) =>
  write({ message: 'Runtime exited with signal SIGKILL', function_request_id: requestId });

test('outcomes are counted by function, with their reasons', () => {
  const line = { message: 'outcome', outcome: 'applied', messageId: 'message', function_request_id: 'first' };
  write(line);
  write({ ...line, outcome: 'busy', reason: 'held' });
  log.read(JSON.stringify({ ...line, outcome: 'translated' }), 'translateIdentityEvent');
  log.read(JSON.stringify({ ...line, outcome: 'translated' }), 'translateIdentityEvent');
  expect(log.outcomes).toEqual({
    requestUserAccess: { applied: 1, 'busy: held': 1 },
    translateIdentityEvent: { translated: 2 },
  });
});

test('the users are known of whom an attempt did not come to its end', () => {
  const line = { message: 'outcome', messageId: 'message', function_request_id: 'first' };
  const about = (username: string) => ({ ...line, command: { username } });
  write({ ...about('unheard'), outcome: 'retry', reason: 'unknown', attempt: 1 });
  write({ ...about('cut off'), outcome: 'applied', attempt: 2 });
  write({ ...about('not begun'), outcome: 'retry', reason: 'not-started' });
  write({ ...about('done'), outcome: 'applied', attempt: 1 });
  write({ ...line, outcome: 'retry', reason: 'unknown' });
  expect(log.triedAgain).toEqual(new Set(['unheard', 'cut off']));
});

describe('a dead letter may come a second time', () => {
  test('if the invocation that sent it was cut off later', () => {
    deadLettered('first');
    now = 10_000;
    killed('first');
    expect(log.interrupted([deadLetter(0)], sent)).toEqual(new Set(['body']));
  });

  test('if its invocation was cut off before it was logged', () => {
    now = 200;
    killed('first');
    expect(log.interrupted([deadLetter(0)], sent)).toEqual(new Set(['body']));
  });

  test('if the outcome could not be recorded', () => {
    const retry = { outcome: 'retry', reason: 'not-recorded', messageId: 'message', function_request_id: 'first' };
    write({ message: 'outcome', ...retry });
    expect(log.interrupted([], sent)).toEqual(new Set(['body']));
  });

  test('if a message of identity events came back, whose end is in no ledger', () => {
    const line = { message: 'outcome', outcome: 'retry', messageId: 'message', function_request_id: 'first' };
    log.read(JSON.stringify({ ...line, reason: 'not-started' }), 'translateIdentityEvent');
    expect(log.interrupted([], sent)).toEqual(new Set());
    log.read(JSON.stringify({ ...line, reason: 'TimeoutError' }), 'translateIdentityEvent');
    expect(log.interrupted([], sent)).toEqual(new Set(['body']));
  });

  test('but not if another invocation was cut off, at another time', () => {
    deadLettered('first');
    now = 10_000;
    killed('second');
    expect(log.interrupted([deadLetter(0), deadLetter(12_000)], sent)).toEqual(new Set());
  });
});
