import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import type { OutcomeLine } from '../../lib/log-line.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import { metricsIn, outcomes, written } from '../telemetry-output.ts';

const context = {
  functionName: 'zuora-access-dev-requestUserAccess',
  memoryLimitInMB: '512',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:zuora-access-dev-requestUserAccess',
  awsRequestId: 'request-1',
} as Context;

const line: OutcomeLine = {
  outcome: 'applied',
  operation: 'requestUserAccess',
  messageId: 'm1',
  eventId: 'joiner-1',
  queueAgeMs: 1200,
  durationMs: 80,
};

const environment = process.env;
beforeEach(() => {
  process.env = {
    ...environment,
    POWERTOOLS_SERVICE_NAME: 'zuora-access-dev',
    POWERTOOLS_METRICS_NAMESPACE: 'zuora-access',
  };
});
afterEach(() => {
  process.env = environment;
});

/** What is written when this happens in an invocation. */
function during(act: (telemetry: Telemetry) => void) {
  return written((telemetry) => {
    telemetry.begin('requestUserAccess', context);
    act(telemetry);
    telemetry.end();
  });
}

describe('an outcome', () => {
  test('is one line, with the invocation that it belongs to', () => {
    const [logged] = during((telemetry) => telemetry.outcome(line));
    expect(logged).toMatchObject({
      ...line,
      level: 'INFO',
      message: 'outcome',
      service: 'zuora-access-dev',
      function_request_id: 'request-1',
    });
  });

  test('is an error if the message is a dead letter', () => {
    const [logged] = during((telemetry) => telemetry.outcome({ ...line, outcome: 'dead-letter', reason: 'rejected' }));
    expect(logged).toMatchObject({ level: 'ERROR', message: 'outcome', reason: 'rejected' });
  });

  test.each(outcomes)('%s is counted, with the age of its message, for its operation', (outcome) => {
    const lines = during((telemetry) => telemetry.outcome({ ...line, outcome }));
    const name = outcome.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(metricsIn(lines)).toMatchObject([
      {
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: 'zuora-access',
              Dimensions: [expect.arrayContaining(['service', 'operation'])],
              Metrics: [
                { Name: name, Unit: 'Count' },
                { Name: 'QueueAge', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        service: 'zuora-access-dev',
        operation: 'requestUserAccess',
        [name]: 1,
        QueueAge: 1200,
      },
    ]);
  });
});

describe('is counted for its source too', () => {
  const bySource = (name: string, operation: string, source: string) => ({
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: 'zuora-access',
          Dimensions: [['service', 'operation', 'source']],
          Metrics: [{ Name: name, Unit: 'Count' }],
        },
      ],
    },
    service: 'zuora-access-dev',
    operation,
    source,
    [name]: 1,
  });

  test.each([
    ['okta', { identitySource: 'okta' }],
    ['publisher', {}],
  ])('a user of %s whom Zuora does not know', (source, changes) => {
    const unknown: OutcomeLine = { ...line, outcome: 'no-such-user', source: 'https://hr.example.com', ...changes };
    const lines = metricsIn(during((telemetry) => telemetry.outcome(unknown)));
    expect(lines).toContainEqual(expect.objectContaining(bySource('NoSuchUser', 'requestUserAccess', source)));
  });

  test('an identity event that is unclear, and no other', () => {
    const translated = { operation: 'translateIdentityEvent', messageId: 'm1', source: 'gusto' };
    const counted = (outcome: 'unresolvable' | 'ignored') =>
      metricsIn(during((telemetry) => telemetry.translation({ ...translated, outcome })));
    expect(counted('unresolvable')).toContainEqual(
      expect.objectContaining(bySource('Unresolvable', 'translateIdentityEvent', 'gusto')),
    );
    expect(counted('ignored')).toHaveLength(1);
  });
});

test('the metrics of an invocation are one line, and those of the next another', () => {
  const lines = written((telemetry) => {
    for (const milliseconds of [80, 95]) {
      telemetry.begin('requestUserAccess', context);
      telemetry.zuoraCall(milliseconds, 200);
      telemetry.zuoraCall(milliseconds + 1, 200);
      telemetry.end();
    }
  });
  expect(metricsIn(lines).map(({ ZuoraLatency }) => ZuoraLatency)).toEqual([
    [80, 81],
    [95, 96],
  ]);
});

test('a call is timed, and counted apart if Zuora limits it', () => {
  const lines = during((telemetry) => {
    telemetry.zuoraCall(80, 200);
    telemetry.zuoraCall(20, 429);
    telemetry.zuoraCall(90, 503);
  });
  expect(metricsIn(lines)).toMatchObject([{ ZuoraLatency: [80, 20, 90], RateLimited: 1 }]);
});

test('a call that is not limited is not counted as such', () => {
  const [metrics] = metricsIn(during((telemetry) => telemetry.zuoraCall(80, 200)));
  expect(metrics).not.toHaveProperty('RateLimited');
});

test('a new token is counted', () => {
  expect(metricsIn(during((telemetry) => telemetry.tokenRefreshed()))).toMatchObject([{ TokenRefresh: 1 }]);
  expect(metricsIn(during((telemetry) => telemetry.pendingAge(5)))).toMatchObject([{ PendingAge: 5 }]);
  expect(metricsIn(during((telemetry) => telemetry.quarantinedLeaver(5)))).toMatchObject([{ QuarantinedLeaverAge: 5 }]);
});

test('rejected credentials are an error with their problem, and counted', () => {
  const lines = during((telemetry) => telemetry.credentialsRejected('HTTP 401'));
  expect(lines[0]).toMatchObject({ level: 'ERROR', message: 'credentials rejected', problem: 'HTTP 401' });
  expect(metricsIn(lines)).toMatchObject([{ CredentialsRejected: 1 }]);
});

test('an unreadable secret is an error of its own with its problem, and counted apart', () => {
  const lines = during((telemetry) => telemetry.secretUnreadable('it is no JSON object'));
  expect(lines[0]).toMatchObject({ level: 'ERROR', message: 'secret unreadable', problem: 'it is no JSON object' });
  const [metrics] = metricsIn(lines);
  expect(metrics).toMatchObject({ SecretUnreadable: 1 });
  expect(metrics).not.toHaveProperty('CredentialsRejected');
});

test.each([
  [new RangeError('too far'), 'RangeError: too far'],
  ['hunter2', 'unknown'],
])(
  'what costs no message is a warning, with the error’s name and message and nothing of what is none',
  (error, problem) => {
    const [logged] = during((telemetry) => telemetry.warn('the visibility timeout could not be changed', 'm1', error));
    expect(logged).toMatchObject({
      level: 'WARN',
      message: 'the visibility timeout could not be changed',
      messageId: 'm1',
      problem,
    });
  },
);

describe('a sweep', () => {
  const sweep = { of: 'people' as const, due: 3, waiting: 0, sent: 3 };

  test('is one line, and counts the looks that it sent', () => {
    const [logged, ...others] = during((telemetry) => telemetry.sweep(sweep));
    expect(logged).toMatchObject({ ...sweep, level: 'INFO', message: 'sweep' });
    expect(metricsIn(others)).toEqual([expect.objectContaining({ LooksSent: 3 })]);
  });

  test('that could not send everything is a warning', () => {
    const [logged] = during((telemetry) => telemetry.sweep({ ...sweep, sent: 1, problem: 'busy' }));
    expect(logged).toMatchObject({ level: 'WARN', message: 'sweep', problem: 'busy' });
  });

  test('that failed is an error, and is counted', () => {
    const [logged, ...others] = during((telemetry) => telemetry.sweepFailed(new Error('no table')));
    expect(logged).toMatchObject({ level: 'ERROR', message: 'sweep failed', problem: 'Error: no table' });
    expect(metricsIn(others)).toEqual([expect.objectContaining({ SweepFailed: 1 })]);
  });
});

describe('sources that went silent', () => {
  const line = { reason: 'source-silent' as const, since: '2026-11-19T09:00:00.000Z', longestGapMs: 86_400_000 };

  test('are told one by one, and counted together', () => {
    const lines = during((telemetry) =>
      telemetry.sourcesSilent([
        { ...line, source: 'okta' },
        { ...line, source: 'workday' },
      ]),
    );
    expect(lines.slice(0, 2)).toEqual(
      ['okta', 'workday'].map((source) =>
        expect.objectContaining({ level: 'WARN', message: 'source silent', ...line, source }),
      ),
    );
    expect(metricsIn(lines)).toMatchObject([{ SourceSilent: 2 }]);
  });

  test('cost no metric while there are none', () => {
    expect(during((telemetry) => telemetry.sourcesSilent([]))).toEqual([]);
  });
});
