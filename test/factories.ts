/** The smallest good examples of what the service works on; a test names only what it is about. */
import { randomUUID } from 'node:crypto';
import type { Context, SQSRecord } from 'aws-lambda';
import { readSettings, type Settings } from '../lib/settings.ts';
import type { Answer, FailedCall } from '../lib/zuora/failure.ts';

const ofEveryFunction = {
  ZUORA_ACCESS_STAGE: 'dev',
  ZUORA_ACCESS_LEDGER: 'zuora-access-dev-ledger',
  ZUORA_ACCESS_CALLS_IN_FLIGHT: '6',
  ZUORA_ACCESS_FUNCTION_TIMEOUT_SECONDS: '120',
  ZUORA_ACCESS_VISIBILITY_TIMEOUT_SECONDS: '720',
  ZUORA_ACCESS_READ_TIMEOUT_SECONDS: '10',
  ZUORA_ACCESS_WRITE_TIMEOUT_SECONDS: '30',
  ZUORA_ACCESS_MARGIN_SECONDS: '5',
  ZUORA_ACCESS_AWS_TIMEOUT_SECONDS: '1',
  ZUORA_ACCESS_ZUORA_LIMIT_SECONDS: '120',
  ZUORA_ACCESS_LEASE_GRACE_SECONDS: '130',
  ZUORA_ACCESS_RETRY_BASE_SECONDS: '5',
  ZUORA_ACCESS_RETRY_CAP_SECONDS: '900',
  ZUORA_ACCESS_RETRY_AFTER_CAP_SECONDS: '3600',
  ZUORA_ACCESS_RETRY_WINDOW_SECONDS: '43200',
  ZUORA_ACCESS_SPREAD_SECONDS: '30',
  ZUORA_ACCESS_MESSAGE_AGE_LIMIT_SECONDS: '259200',
  ZUORA_ACCESS_STALE_AFTER_SECONDS: '604800',
  ZUORA_ACCESS_QUEUE_RETENTION_SECONDS: '345600',
  ZUORA_ACCESS_LEDGER_RETENTION_SECONDS: '2592000',
  ZUORA_ACCESS_SECRET_CACHE_SECONDS: '300',
  ZUORA_ACCESS_SECRET_REREAD_SECONDS: '60',
  ZUORA_ACCESS_REJECTION_SECONDS: '30',
};

/** The settings of a deployment, as its functions find them. */
export const environment: Readonly<Record<string, string>> = {
  ...ofEveryFunction,
  ZUORA_ACCESS_SECRET: 'zuora-access/dev/oauth',
  ZUORA_ACCESS_ACCOUNTS: 'zuora-access-dev-accounts',
  ZUORA_ACCESS_AUDIT: 'zuora-access-dev-audit',
  ZUORA_ACCESS_AUDIT_RETENTION_DAYS: '2557',
  ZUORA_ACCESS_DEAD_LETTER_QUEUE: 'zuora-access-dev-user-access-requests-dlq',
};

/** The settings of the function that translates identity events. */
export const translationEnvironment: Readonly<Record<string, string>> = {
  ...ofEveryFunction,
  ZUORA_ACCESS_DEAD_LETTER_QUEUE: 'zuora-access-dev-identity-events-dlq',
  ZUORA_ACCESS_REQUEST_QUEUE: 'zuora-access-dev-user-access-requests',
  ZUORA_ACCESS_REVOCATION_QUEUE: 'zuora-access-dev-access-revocations',
  ZUORA_ACCESS_DECISION_QUEUE: 'zuora-access-dev-access-decisions',
  ZUORA_ACCESS_PERSON_LOOK_QUEUE: 'zuora-access-dev-person-looks',
  ZUORA_ACCESS_PEOPLE: 'zuora-access-dev-people',
  ZUORA_ACCESS_PERSON_RETENTION_DAYS: '400',
  ZUORA_ACCESS_SCHEDULE_GROUP: 'zuora-access-dev-announced-changes',
  ZUORA_ACCESS_SCHEDULER_ROLE: 'zuora-access-dev-scheduler-us-east-1',
  ZUORA_ACCESS_SCHEDULE_DEAD_LETTER_QUEUE: 'zuora-access-dev-announced-changes-dlq',
  ZUORA_ACCESS_SCHEDULE_KEY: '',
};

/** @param changes in milliseconds, as the code reads durations */
export function settings(changes: Partial<Settings> = {}): Settings {
  return { ...readSettings(environment), ...changes };
}

/** A message as Lambda delivers it, received for the first time. */
export function sqsRecord(changes: Partial<SQSRecord> = {}): SQSRecord {
  return {
    messageId: '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01',
    receiptHandle: 'receipt',
    body: JSON.stringify(accessEvent()),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795253400000',
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: '1795253400100',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:zuora-access-dev-user-access-requests',
    awsRegion: 'us-east-1',
    ...changes,
  };
}

export const germany = '5eed0000000040008000000000000002';
export const japan = '5eed0000000040008000000000000004';

/** A request for Ada's access to Germany. */
export function accessEvent(attributes: object = {}, data: object = {}) {
  return {
    specversion: '1.0',
    type: 'zuora.user-access.requested.v1',
    source: 'https://hr.example.com',
    id: 'joiner-1',
    time: '2026-11-21T09:30:00Z',
    ...attributes,
    data: { username: 'ada.lovelace@example.com', targetEntityIds: [germany], ...data },
  };
}

/** A call that changes something in Zuora. */
export const write: FailedCall = { name: 'requestUserAccess', isWrite: true };

/** Zuora's answer over HTTP. @param body text is sent as it is, anything else as JSON */
export function answer(status: number, body: unknown, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** A failure in Zuora's usual form, with these codes. */
export function reasons(...codes: (number | string)[]) {
  return { success: false, processId: '7F', reasons: codes.map((code) => ({ code, message: `message of ${code}` })) };
}

/** What Lambda's runtime tells a function of its invocation, which may take so many milliseconds yet. */
export function lambdaContext(functionName: string, milliseconds: number): Context {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '256',
    awsRequestId: randomUUID(),
    logGroupName: '',
    logStreamName: '',
    getRemainingTimeInMillis: () => milliseconds,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** Connections that are over, from one entity to another. */
export function pastConnections(count: number, sourceEntityId: string, targetEntityId: string) {
  return Array.from({ length: count }, (_, index) => ({
    ...{ id: `connection-${index}`, sourceEntityId, targetEntityId, status: 'Disconnected' as const },
  }));
}
