/** The alarm on sources of identity events that went silent. */
import { type Alarm, aboveWithin, alarm } from './alarm.ts';
import { own } from './metrics.ts';
import { logicalId } from './names.ts';
import type { Service } from './service.ts';

/** A sweep tells once an hour, and may be late. */
const hours = 2;

export function sourceSilent(service: Service, name: string, queue: string): Alarm {
  const { stage, prefix } = service;
  return alarm(service, logicalId(queue, 'SourceSilentAlarm'), {
    name: `${queue}-source-silent`,
    means: 'A source of identity events has sent nothing for much longer than it usually rests.',
    impact: 'Its leavers are lost without a trace: nobody is told of them, and they keep their access.',
    first: `Run "zuora-access sources --stage ${stage}". Look at the delivery from the source that is silent: its webhook, its credentials, its job, and the policy of the queue ${prefix}-identity-events. Once it sends again, reconcile: docs/operations.md, "Sources that went silent".`,
    condition: aboveWithin(hours, 0, own(service, name, 'SourceSilent')),
  });
}
