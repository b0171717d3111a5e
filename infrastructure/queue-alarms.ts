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
import { own, sqs } from './metrics.ts';
import { logicalId } from './names.ts';
import type { Service } from './service.ts';

export function deadLetters(service: Service, queue: string): Alarm {
  return notEmpty(
    service,
    queue,
    'events could not be carried out, or their function crashed.',
    `Run "zuora-access dlq list --stage ${service.stage}", mend the reason it shows, then run ` +
      `"zuora-access dlq redrive --stage ${service.stage} --queue ${queue}". The SQS console can redrive too, but only ` +
      `with ${service.prefix}-${queue} given as custom destination: of what a function sent it does not know the source.`,
  );
}

export function undelivered(service: Service, queue: string): Alarm {
  return notEmpty(
    service,
    queue,
    'events came to the front door, and could not be put on their queue.',
    'Look at a message in the SQS console (one from EventBridge has ERROR_CODE among its attributes), and at the policy ' +
      'of the queue that its event type goes to. Mend that, then redrive with that queue as custom destination.',
  );
}

export function unsent(service: Service, queue: string): Alarm {
  return notEmpty(
    service,
    queue,
    'announced changes took effect, and EventBridge Scheduler could not put them on their queue.',
    'Look at a message in the SQS console: ERROR_CODE and TARGET_ARN among its attributes tell why, and which queue. ' +
      'Mend that, then send the event in its body to that queue.',
  );
}

/** SQS tells no depth of a queue that has been idle for six hours: such a queue is empty. */
function notEmpty(service: Service, queue: string, because: string, first: string): Alarm {
  return alarm(service, logicalId(queue, 'DeadLettersAlarm'), {
    name: `${queue}-dead-letters`,
    means: `${service.prefix}-${queue}-dlq is not empty: ${because}`,
    impact:
      'Somebody waits for access, or still has what was to end, and nobody works on it. SQS deletes a dead letter after 14 days.',
    first,
    condition: above(0, sqs(service, `${queue}-dlq`, 'ApproximateNumberOfMessagesVisible'), 'Maximum', atOnce),
  });
}

/**
 * From its third receive on SQS counts a message no more: of retries our own metric tells.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function oldestMessage(service: Service, operation: string, queue: string): Alarm {
  const waiting = query('waiting', sqs(service, queue, 'ApproximateAgeOfOldestMessage'), 'Maximum');
  const delivered = query('delivered', own(service, operation, 'QueueAge'), 'Maximum');
  return alarm(service, logicalId(queue, 'OldestMessageAlarm'), {
    name: `${queue}-oldest-message`,
    means: `A message on ${service.prefix}-${queue} is, or was within the hour, older than 15 minutes: it waits, or has failed and is tried again.`,
    impact: 'Access comes late, or ends late. After 12 hours of failures a message becomes a dead letter.',
    first: `Run "zuora-access tail --stage ${service.stage} --queue ${queue} --since 1h" and look at the reasons of its retries; "zuora-access doctor --stage ${service.stage}" if there are none.`,
    condition: calculated(
      900,
      'MAX([FILL(waiting, 0), FILL(delivered, 0) / 1000])',
      [waiting, delivered],
      withinAnHour(1),
    ),
  });
}

export function paused(service: Service, queue: string): Alarm {
  const visible = query('visible', sqs(service, queue, 'ApproximateNumberOfMessagesVisible'), 'Minimum');
  const received = query('received', sqs(service, queue, 'NumberOfMessagesReceived'), 'Sum');
  return alarm(service, logicalId(queue, 'PausedAlarm'), {
    name: `${queue}-paused`,
    means: `Messages wait on ${service.prefix}-${queue}, and none was received for 15 minutes: its event source mapping is disabled or broken.`,
    impact: 'Nothing of this queue is carried out. SQS deletes a message 4 days after it was sent.',
    first: `Run "zuora-access doctor --stage ${service.stage}"; if somebody paused the queue and has finished, "zuora-access resume ${queue} --stage ${service.stage}".`,
    condition: calculated(
      0,
      'IF(FILL(visible, 0) > 0 AND FILL(received, 0) == 0, 1, 0)',
      [visible, received],
      forFifteenMinutes,
    ),
  });
}

export function noTraffic(service: Service, queue: string): Alarm {
  const hours = service.parameters.expectedTrafficHours;
  return alarm(service, logicalId(queue, 'NoTrafficAlarm'), {
    name: `${queue}-no-traffic`,
    means: `Nothing was sent to ${service.prefix}-${queue} for ${hours} hours.`,
    impact: 'If HR had events to send, they are lost on their way to us, and nobody else will say so.',
    first:
      'Ask the publisher whether it sends, and whether AWS refuses it: look for AccessDenied in its own log, and at the dead letters of its EventBridge rule or SNS subscription.',
    condition: nothingFor(hours, sqs(service, queue, 'NumberOfMessagesSent')),
    silence: 'breaching',
  });
}
