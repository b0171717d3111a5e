/** What an alarm says, and to whom. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../check.ts';
import { functions, type Operation, withEvents } from '../operations.ts';
import { differences } from '../template.ts';
import { alarmTopic, dev, guarded, local, prod } from '../variants.ts';
import { ALARM } from './metrics.ts';

const documentation = readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8');

/** Durations that alarms tell: of messages that become dead letters, and of those that return after a crash. */
const byDefault = { OldestMessage: '12 hours', Errors: '12 minutes' };
const inLocal = { OldestMessage: '10 minutes', Errors: '90 seconds' };

export const noticeChecks: Check[] = [
  {
    rule: 'an alarm says what it means, its impact and what to do first, in as many words as CloudWatch keeps',
    problems: (template) =>
      template
        .all(ALARM)
        .filter(({ at }) => {
          const text = String(at('Properties.AlarmDescription'));
          return text.length > 1024 || !/^\S.*\.\nImpact: .+\.\nFirst: .+\.$/.test(text);
        })
        .map(({ id }) => `${id}: does not say enough, or too much`),
    breaks: [
      { in: dev, resource: 'LedgerThrottledAlarm', path: 'Properties.AlarmDescription', to: 'It is throttled.' },
      {
        in: prod,
        resource: 'EntityConnectionsPausedAlarm',
        path: 'Properties.AlarmDescription',
        to: `M.\nImpact: ${'I'.repeat(1024)}.\nFirst: F.`,
      },
    ],
  },
  {
    rule: 'an alarm tells the durations of its stage',
    problems: (template, { stage }) => {
      const told = stage === 'local' ? inLocal : byDefault;
      const tells = (operation: Operation, what: keyof typeof told) => {
        const { id, at } = template.one(operation.alarm(what));
        const text = String(at('Properties.AlarmDescription'));
        return text.includes(told[what]) ? [] : [`${id}: does not tell ${told[what]}`];
      };
      return [
        ...withEvents.flatMap((operation) => tells(operation, 'OldestMessage')),
        ...functions.flatMap((operation) => tells(operation, 'Errors')),
      ];
    },
    breaks: [
      {
        in: local,
        resource: 'UserAccessRequestsErrorsAlarm',
        path: 'Properties.AlarmDescription',
        to: 'M.\nImpact: Messages of a crashed invocation return after 12 minutes.\nFirst: F.',
      },
    ],
  },
  {
    rule: 'every alarm tells the topic that is given when it goes off and when it is over, and nobody without one',
    problems: (template, { guards }) => {
      const tell = guards ? [alarmTopic] : [];
      return template
        .all(ALARM)
        .flatMap((resource) =>
          differences(resource, { 'Properties.AlarmActions': tell, 'Properties.OKActions': tell }),
        );
    },
    breaks: [
      { in: guarded, resource: 'LedgerThrottledAlarm', path: 'Properties.OKActions', to: [] },
      { in: prod, resource: 'UserAccessRequestsPausedAlarm', path: 'Properties.AlarmActions', to: [alarmTopic] },
    ],
  },
  {
    rule: 'every alarm is in docs/operations.md by its name',
    problems: (template, { stage }) =>
      template
        .all(ALARM)
        .map(({ id, at }) => ({ id, name: documented(String(at('Properties.AlarmName')), stage) }))
        .filter(({ name }) => !documentation.includes(`| \`${name}\` |`))
        .map(({ id, name }) => `${id}: ${name} is not documented`),
    breaks: [
      { in: prod, resource: 'LedgerThrottledAlarm', path: 'Properties.AlarmName', to: 'zuora-access-prod-ledger' },
      {
        in: guarded,
        resource: 'EventBusDeadLettersAlarm',
        path: 'Properties.AlarmName',
        to: 'zuora-access-prod-event-bus-undelivered',
      },
    ],
  },
];

/** An alarm's name as it is documented, `<queue>` standing for any. */
function documented(name: string, stage: string): string {
  const queues = [
    ...functions.map(({ queue }) => queue),
    'event-bus',
    'sns-topic',
    'announced-changes',
    'audit-outcomes',
  ];
  const ofStage = name.replace(`zuora-access-${stage}-`, '');
  const queue = queues.find((queue) => ofStage.startsWith(`${queue}-`));
  return queue ? ofStage.replace(queue, '<queue>') : ofStage;
}
