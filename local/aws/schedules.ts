/** EventBridge Scheduler: schedules, each of which sends one message to a queue when it is time. */
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { parseArn } from '../../lib/arn.ts';
import { action, serviceOf } from './actions.ts';
import { AwsError } from './aws-error.ts';
import { readRecords, writeRecords } from './record-file.ts';
import { given, kept, momentOf, name, type Schedule } from './schedule.ts';
import { ACCOUNT, type Members, REGION, type Service } from './service.ts';

/** How often it is looked what is due. AWS sends within the minute. */
const TICK_MS = 1000;

const keptGroup = z.object({ Name: name, Schedules: z.array(kept) });

const group = name.default('default');
const oneOfGroup = z.object({ Name: name, groupName: group });
const invalid = 'ValidationException';

type Group = Map<string, Schedule>;

/**
 * Opens the schedules kept in `file`, or in memory without one. What fell due meanwhile is sent at once.
 * @param queues that they send to, until `close`
 * @param clock milliseconds since the epoch
 */
export function openSchedules(queues: Service, clock: () => number, file?: string): Service {
  const records = file === undefined ? [] : readRecords(file, keptGroup);
  const groups = new Map<string, Group>(
    records.map(({ Name, Schedules }) => [Name, new Map(Schedules.map((schedule) => [schedule.Name, schedule]))]),
  );
  const closing = new AbortController();
  const sending = sendWhatIsDue();

  function keep(): void {
    if (file === undefined) return;
    writeRecords(
      file,
      [...groups].map(([Name, schedules]) => ({ Name, Schedules: [...schedules.values()] })),
    );
  }

  function find(groupName: string): Group {
    return groups.get(groupName) ?? missing(`Schedule group ${groupName}`);
  }

  function isDue({ ScheduleExpression }: Schedule): boolean {
    return momentOf(ScheduleExpression) <= clock();
  }

  async function sendWhatIsDue(): Promise<void> {
    while (!closing.signal.aborted) {
      for (const schedules of groups.values()) {
        for (const schedule of schedules.values()) if (isDue(schedule)) await send(schedule, schedules);
      }
      // The process need not live for it.
      await delay(TICK_MS, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  }

  /** Sent first, then forgotten: what a kill comes between is sent again, as AWS may do. */
  async function send({ Name, Target: { Arn, Input } }: Schedule, from: Group): Promise<void> {
    const QueueUrl = `/${parseArn(Arn).resource}`;
    try {
      await queues.call('SendMessage', { QueueUrl, MessageBody: Input }, closing.signal);
    } catch {
      return; // The next tick tries again, as AWS does for a day.
    }
    from.delete(Name);
    keep();
  }

  return serviceOf(
    'scheduler',
    {
      CreateScheduleGroup: action(
        z.object({ Name: name }),
        ({ Name }) => {
          if (groups.has(Name)) existing(`Schedule group ${Name}`);
          groups.set(Name, new Map());
          keep();
          return { ScheduleGroupArn: arn('schedule-group', Name) };
        },
        invalid,
      ),

      CreateSchedule: action(
        given.extend({ GroupName: group, ClientToken: z.string().optional() }),
        ({ GroupName, ClientToken: _, ...asked }) => {
          const schedules = find(GroupName);
          if (schedules.has(asked.Name)) existing(`Schedule ${asked.Name}`);
          const schedule = { ...asked, CreationDate: clock() / 1000 };
          // AWS does not say what it does with one, so nobody is to rely on it.
          if (isDue(schedule)) throw new AwsError(invalid, `${schedule.ScheduleExpression} is past.`);
          schedules.set(schedule.Name, schedule);
          keep();
          return { ScheduleArn: arn('schedule', `${GroupName}/${schedule.Name}`) };
        },
        invalid,
      ),

      GetSchedule: action(
        oneOfGroup,
        ({ Name, groupName }) => {
          const schedule = find(groupName).get(Name) ?? missing(`Schedule ${Name}`);
          return { ...summary(groupName, schedule), ...schedule };
        },
        invalid,
      ),

      DeleteSchedule: action(
        oneOfGroup,
        ({ Name, groupName }) => {
          if (!find(groupName).delete(Name)) missing(`Schedule ${Name}`);
          keep();
          return {};
        },
        invalid,
      ),

      ListSchedules: action(
        // Strict: what else a caller wants left out must not seem to be.
        z.strictObject({ ScheduleGroup: name }),
        ({ ScheduleGroup }) => ({
          Schedules: [...find(ScheduleGroup).values()].map((schedule) => summary(ScheduleGroup, schedule)),
        }),
        invalid,
      ),
    },
    async () => {
      closing.abort();
      await sending;
    },
  );
}

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ScheduleSummary.html */
function summary(GroupName: string, { Name, CreationDate, Target: { Arn } }: Schedule): Members {
  return {
    Arn: arn('schedule', `${GroupName}/${Name}`),
    Name,
    GroupName,
    State: 'ENABLED',
    CreationDate,
    LastModificationDate: CreationDate,
    Target: { Arn },
  };
}

function arn(kind: 'schedule' | 'schedule-group', path: string): string {
  return `arn:aws:scheduler:${REGION}:${ACCOUNT}:${kind}/${path}`;
}

function missing(what: string): never {
  throw new AwsError('ResourceNotFoundException', `${what} does not exist.`, { status: 404 });
}

function existing(what: string): never {
  throw new AwsError('ConflictException', `${what} already exists.`, { status: 409 });
}
