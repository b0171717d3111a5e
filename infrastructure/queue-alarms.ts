/** Alarms on the queues. */
import {
  type Alarm,
  above,
  alarm,
  atOnce,
  calculated,
  forFifteenMinutes,
  nothingFor,
  query,
  withinAnHour,
} from './alarm.ts';
import { inSeconds, inWords } from './durations.ts';
import { own, sqs } from './metrics.ts';
import { logicalId } from './names.ts';
import { type Operation, takesEvents } from './operation.ts';
import { deadLetterRetention, retentionOf } from './queues.ts';
import type { Service } from './service.ts';

/** An alarm on the dead letters of an operation. */
export function deadLetters(service: Service, queue: string): Alarm {
  const { prefix, stage } = service;
  return notEmpty(
    service,
    queue,
    'events failed for good, or their function crashed.',
    `Run "zuora-access dlq list --stage ${stage}", fix the reason that it shows, then run ` +
      `"zuora-access dlq redrive --stage ${stage} --queue ${queue}". To redrive in the SQS console, enter ` +
      `${prefix}-${queue} as the custom destination: SQS does not know the source of a message that a function sent.`,
  );
}

/** An alarm on the dead letters of a front door. */
export function undelivered(service: Service, queue: string): Alarm {
  return notEmpty(
    service,
    queue,
    'events reached the front door, but not their queue.',
    'Open a message in the SQS console (a message from EventBridge has the attribute ERROR_CODE), and check the policy ' +
      'of the queue that its event type goes to. Fix that, then send its body to that queue: SQS does not redrive what ' +
      'came from EventBridge or SNS.',
  );
}

/** An alarm on the dead letters of EventBridge Scheduler. */
export function unsent(service: Service, queue: string): Alarm {
  return notEmpty(
    service,
    queue,
    'EventBridge Scheduler could not wake translation for effective-dated changes.',
    'Open a message in the SQS console: its attributes ERROR_CODE and TARGET_ARN name the reason and the queue. Fix ' +
      'that, then send its body to that queue. It may be sent twice or late.',
  );
}

/** An alarm on the dead letters of the pipe that sends the entries of the audit log. */
export function notForwarded(service: Service, queue: string): Alarm {
  const { stage } = service;
  return notEmpty(
    service,
    queue,
    'EventBridge Pipes could not send entries of the audit log to the event bus.',
    `Open a message in the SQS console: it names the reason and the time. Check the policy of the bus and the role of ` +
      `the pipe. The entries are in the log: run "zuora-access audit --json --stage ${stage}" with --from and --to around that time.`,
    'Who listens to the event bus misses entries. The audit log is complete, and access is not affected.',
  );
}

/** SQS publishes no depth of a queue that has been idle for six hours. Such a queue is empty. */
function notEmpty(
  service: Service,
  queue: string,
  because: string,
  first: string,
  loss = 'Somebody waits for access, or still has access that should end. Nothing retries a dead letter, and SQS deletes ' +
    `it after ${inWords(deadLetterRetention)}.`,
): Alarm {
  return alarm(service, logicalId(queue, 'DeadLettersAlarm'), {
    name: `${queue}-dead-letters`,
    means: `${service.prefix}-${queue}-dlq is not empty: ${because}`,
    impact: loss,
    first,
    condition: above(0, sqs(service, `${queue}-dlq`, 'ApproximateNumberOfMessagesVisible'), 'Maximum', atOnce),
  });
}

const oldAge = 15 * 60_000;

/**
 * SQS leaves a message out of its metric after the third receive, so our own metric covers retries.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function oldestMessage(service: Service, name: string, operation: Operation): Alarm {
  const { prefix, stage, durations } = service;
  const { queue } = operation;
  const end = takesEvents(operation)
    ? `A message that fails for ${inWords(durations.retryWindow)} becomes a dead letter.`
    : 'Nothing is lost: the sweeps go on finding what is due.';
  const waiting = query('waiting', sqs(service, queue, 'ApproximateAgeOfOldestMessage'), 'Maximum');
  const delivered = query('delivered', own(service, name, 'QueueAge'), 'Maximum');
  return alarm(service, logicalId(queue, 'OldestMessageAlarm'), {
    name: `${queue}-oldest-message`,
    means: `Within the last hour, a message on ${prefix}-${queue} was older than ${inWords(oldAge)}: it waits, or it fails and is retried.`,
    impact: `Access is granted or revoked late. ${end}`,
    first: `Run "zuora-access tail --stage ${stage} --queue ${queue} --since 1h" and look at the reasons of the retries. If there are none, run "zuora-access doctor --stage ${stage}".`,
    condition: calculated(
      inSeconds(oldAge),
      'MAX([FILL(waiting, 0), FILL(delivered, 0) / 1000])',
      [waiting, delivered],
      withinAnHour(1),
    ),
  });
}

/** An alarm on a queue whose messages wait while its function receives none. */
export function paused(service: Service, operation: Operation): Alarm {
  const { prefix, stage } = service;
  const { queue } = operation;
  const visible = query('visible', sqs(service, queue, 'ApproximateNumberOfMessagesVisible'), 'Minimum');
  const received = query('received', sqs(service, queue, 'NumberOfMessagesReceived'), 'Sum');
  return alarm(service, logicalId(queue, 'PausedAlarm'), {
    name: `${queue}-paused`,
    means: `Messages wait on ${prefix}-${queue}, and none was received for 15 minutes: the event source mapping is disabled or broken.`,
    impact: `No message of this queue is processed. SQS deletes a message ${inWords(retentionOf(service, operation))} after it was sent.`,
    first: `Run "zuora-access doctor --stage ${stage}". If somebody paused the queue and has finished, run "zuora-access resume ${queue} --stage ${stage}".`,
    condition: calculated(
      0,
      'IF(FILL(visible, 0) > 0 AND FILL(received, 0) == 0, 1, 0)',
      [visible, received],
      forFifteenMinutes,
    ),
  });
}

/** An alarm on a queue to which publishers send nothing. */
export function noTraffic(service: Service, queue: string): Alarm {
  const hours = service.parameters.expectedTrafficHours;
  return alarm(service, logicalId(queue, 'NoTrafficAlarm'), {
    name: `${queue}-no-traffic`,
    means: `Nothing was sent to ${service.prefix}-${queue} for ${hours} ${hours === 1 ? 'hour' : 'hours'}.`,
    impact: 'If HR had events to send, they are lost before they reach this service, and no other alarm tells you.',
    first:
      'Ask the publisher whether it sends events, and whether AWS refuses them: look for AccessDenied in its log, and ' +
      'at the dead letters of its EventBridge rule or SNS subscription.',
    condition: nothingFor(hours, sqs(service, queue, 'NumberOfMessagesSent')),
    missingData: 'breaching',
  });
}
