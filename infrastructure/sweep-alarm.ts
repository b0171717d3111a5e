/** The alarm on sweeps that do not come, or that all fail. */
import { type Alarm, alarm, calculated, forFifteenMinutes, query } from './alarm.ts';
import { lambda, own } from './metrics.ts';
import { logicalId } from './names.ts';
import type { Service } from './service.ts';

/** It takes silence for trouble: a schedule always sends, so a function that is not invoked has lost its messages. */
export function stopped(service: Service, name: string, queue: string): Alarm {
  const { prefix, stage } = service;
  return alarm(service, logicalId(queue, 'StoppedAlarm'), {
    name: `${queue}-stopped`,
    means: `For 15 minutes no sweep of ${prefix}-${name} has succeeded: it was not invoked, or it failed.`,
    impact:
      'What is due by its time alone does not happen: access that expires does not end, and what failed is not tried again. Events are still carried out.',
    first: `Read the function's log of the last hour, /aws/lambda/${prefix}-${name}, for "sweep failed". If it is empty, run "zuora-access doctor --stage ${stage}", and look at the schedule ${prefix}-${queue} in the console of EventBridge Scheduler.`,
    condition: calculated(
      0,
      'IF(FILL(invocations, 0) > FILL(failed, 0), 0, 1)',
      [
        query('invocations', lambda(service, name, 'Invocations'), 'Sum'),
        query('failed', own(service, name, 'SweepFailed'), 'Sum'),
      ],
      forFifteenMinutes,
    ),
    missingData: 'breaching',
  });
}
