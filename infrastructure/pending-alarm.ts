/** The alarm on access that waits for an administrator. */
import { type Alarm, aboveWithin, alarm } from './alarm.ts';
import { own } from './metrics.ts';
import { logicalId } from './names.ts';
import type { Service } from './service.ts';

const day = 24 * 3_600_000;

/** A pending request is read once a day at the least, and a look may be late. */
const hours = 26;

export function accessPending(service: Service, name: string, queue: string): Alarm {
  const { stage, parameters } = service;
  const { pendingAlarmDays } = parameters;
  return alarm(service, logicalId(queue, 'AccessPendingAlarm'), {
    name: `${queue}-access-pending`,
    means: `Access was requested more than ${pendingAlarmDays} days ago, and no administrator of its entity has granted it.`,
    impact: 'A user lacks access that they are to have. After 30 days the service stops reading the request.',
    first: `Run "zuora-access pending --stage ${stage}", and ask the administrators of the entities it lists. To have the service approve such requests, set "approve" in the policy.`,
    condition: aboveWithin(hours, pendingAlarmDays * day, own(service, name, 'PendingAge')),
  });
}
