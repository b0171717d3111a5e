/** The functions that a template must hold, and what their parts are called in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DeployedOperation, deployedOperations } from '../../operator/stack/deployed-operations.ts';

/** Of each function, at the most. A mapping allows no fewer. */
export const containers = 2;

export type Operation = DeployedOperation & ReturnType<typeof ids>;

export const functions: readonly Operation[] = deployedOperations.map((operation) => ({
  ...operation,
  ...ids(capitalised(operation.name), operation.queue.split('-').map(capitalised).join('')),
}));

/** Those that call Zuora. */
export const operations = functions.filter(({ receivers }) => receivers.length === 0);

/** Those of them that work on linked accounts, as their code says: on an account's event, or by a look at it. */
export const onAccounts = operations.filter(({ name }) => {
  const code = readFileSync(join(import.meta.dirname, `../../functions/${name}.ts`), 'utf8');
  return /^ {2}access: '\w+',$/m.test(code) || code.includes('createLookHandler(');
});

/** Those that take events, and so have a dead-letter queue. */
export const withEvents = functions.filter(({ events }) => events.length > 0);

/** Those of them that publishers send to. */
export const withPublishers = withEvents.filter(({ isInternal }) => !isInternal);

/** Those that only this service sends to. */
export const withoutPublishers = functions.filter((operation) => !withPublishers.includes(operation));

/** Those whose messages only say where to look. */
export const withoutEvents = functions.filter(({ events }) => events.length === 0);

/** Those that derive events for them. */
export const translations = withEvents.filter(({ receivers }) => receivers.length > 0);

/** Those that look at people, and send decisions about them. */
export const personLooks = withoutEvents.filter(({ receivers }) => receivers.includes('access-decisions'));

/** Those that find what is due. */
export const sweeps = withoutEvents.filter(({ receivers }) => receivers.includes('account-looks'));

/** Those that look at linked accounts. */
export const looks = withoutEvents.filter(({ receivers }) => receivers.length === 0);

function capitalised(word: string): string {
  return `${word[0]?.toUpperCase()}${word.slice(1)}`;
}

function ids(operation: string, queue: string) {
  return {
    function: `${operation}LambdaFunction`,
    mapping: `${operation}EventSourceMappingSQS${queue}Queue`,
    role: `${operation}Role`,
    logGroup: `${operation}LogGroup`,
    sourceQueue: `${queue}Queue`,
    sourcePolicy: `${queue}QueuePolicy`,
    deadLetterQueue: `${queue}DeadLetterQueue`,
    deadLetterPolicy: `${queue}DeadLetterQueuePolicy`,
    rule: `${queue}Rule`,
    subscription: `${queue}Subscription`,
    schedule: `${queue}Schedule`,
    scheduleGroup: `${queue}ScheduleGroup`,
    scheduleRole: `${queue}ScheduleRole`,
    alarm: (what: string) => `${queue}${what}Alarm`,
  };
}
