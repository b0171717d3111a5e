/** The alarms on changes that wait because they are too many. */
import { type Alarm, above, aboveWithin, alarm, withinAnHour } from './alarm.ts';
import { own } from './metrics.ts';
import { logicalId } from './names.ts';
import type { Service } from './service.ts';

export function quarantined(service: Service, name: string, queue: string): Alarm {
  const { stage } = service;
  return alarm(service, logicalId(queue, 'QuarantinedAlarm'), {
    name: `${queue}-quarantined`,
    means:
      'Within the last hour one cause would have changed the access of too many people. Their changes wait for you.',
    impact:
      'These people keep the access that they have, and get nothing new, until you decide. Leavers may be among them.',
    first: `Run "zuora-access safeguard status --stage ${stage}", then "safeguard show <set>" for the people, leavers first. If the change is right, run "safeguard release <set>". If it is a slip, correct its source or the policy, and run "safeguard keep <set>".`,
    condition: above(0, own(service, name, 'Quarantined'), 'Sum', withinAnHour(1)),
  });
}

/** A quarantined leaver is looked at once an hour. */
const hours = 2;

const longestWait = 4 * 3_600_000;

export function leaversQuarantined(service: Service, name: string, queue: string): Alarm {
  const { stage } = service;
  return alarm(service, logicalId(queue, 'LeaversQuarantinedAlarm'), {
    name: `${queue}-leavers-quarantined`,
    means: 'Somebody has left, and for more than 4 hours the end of their access has waited for you.',
    impact: 'They can still use Zuora.',
    first: `Run "zuora-access safeguard status --stage ${stage}", then "safeguard show <set>". Release those who have left: "safeguard release <set> --only <login>", or the whole set.`,
    condition: aboveWithin(hours, longestWait, own(service, name, 'QuarantinedLeaverAge')),
  });
}
