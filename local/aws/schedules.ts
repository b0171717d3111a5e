/** EventBridge Scheduler: each schedule sends a message to a queue, at its time or at its rate. */
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { parseArn } from '../../lib/arn.ts';
import { guardWrites, StorageFailure, writeOrUndo } from '../storage.ts';
import { action, serviceOf } from './actions.ts';
import { AwsError } from './aws-error.ts';
import { readRecords, writeRecords } from './record-file.ts';
import { isDue, isOnce, type Schedule, scheduleInput, scheduleName, scheduleSchema } from './schedule.ts';
import { type AwsService, awsAccount, awsRegion, type Members } from './service.ts';

/** Milliseconds between two looks for schedules that are due. AWS sends within the minute. */
const tickInterval = 1000;

const scheduleGroupSchema = z.object({ Name: scheduleName, Schedules: z.array(scheduleSchema) });

const groupName = scheduleName.default('default');
const scheduleIdentity = z.object({ Name: scheduleName, groupName });
const validationError = 'ValidationException';

type ScheduleGroup = Map<string, Schedule>;

/**
 * Opens the schedules kept in `file`, or in memory without one. Those whose one time is past send at once.
 * @param queues the service that the schedules send to, until `close`
 * @param clock milliseconds since the epoch
 */
export function openSchedules(queues: AwsService, clock: () => number, file?: string): AwsService {
  const records = file === undefined ? [] : readRecords(file, scheduleGroupSchema);
  const groups = new Map<string, ScheduleGroup>(
    records.map(({ Name, Schedules }) => [Name, new Map(Schedules.map((schedule) => [schedule.Name, schedule]))]),
  );
  const guard = guardWrites(file ?? 'The schedules');
  const closing = new AbortController();
  const sending = sendWhatIsDue();

  function keep(): void {
    if (file === undefined) return;
    const records = [...groups].map(([Name, schedules]) => ({ Name, Schedules: [...schedules.values()] }));
    guard(() => writeRecords(file, records));
  }

  function find(groupName: string): ScheduleGroup {
    return groups.get(groupName) ?? throwMissing(`Schedule group ${groupName}`);
  }

  async function sendWhatIsDue(): Promise<void> {
    for (let since = clock(); !closing.signal.aborted; ) {
      const now = clock();
      for (const schedules of groups.values()) {
        for (const schedule of schedules.values()) if (isDue(schedule, since, now)) await send(schedule, schedules);
      }
      since = now;
      // The timer does not keep the process alive.
      await delay(tickInterval, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  }

  /** Sends first, then deletes what was for one time. A kill between the two makes it send again, as AWS may do. */
  async function send(schedule: Schedule, from: ScheduleGroup): Promise<void> {
    const { Arn, Input } = schedule.Target;
    const QueueUrl = `/${parseArn(Arn).resource}`;
    try {
      await queues.call('SendMessage', { QueueUrl, MessageBody: Input }, closing.signal);
    } catch {
      return; // The next tick tries again, as AWS does for a day. One that recurs waits for its next turn.
    }
    if (!isOnce(schedule.ScheduleExpression)) return;
    from.delete(schedule.Name);
    try {
      keep();
    } catch (error) {
      // After a restart the schedule is sent again.
      if (!(error instanceof StorageFailure)) throw error;
    }
  }

  return serviceOf(
    'scheduler',
    {
      CreateScheduleGroup: action(
        z.object({ Name: scheduleName }),
        ({ Name }) => {
          if (groups.has(Name)) throwExisting(`Schedule group ${Name}`);
          groups.set(Name, new Map());
          keep();
          return { ScheduleGroupArn: schedulerArn('schedule-group', Name) };
        },
        validationError,
      ),

      CreateSchedule: action(
        scheduleInput.extend({ GroupName: groupName, ClientToken: z.string().optional() }),
        ({ GroupName, ClientToken: _, ...asked }) => {
          const schedules = find(GroupName);
          if (schedules.has(asked.Name)) throwExisting(`Schedule ${asked.Name}`);
          if (isOnce(asked.ScheduleExpression) !== (asked.ActionAfterCompletion === 'DELETE')) {
            throw new AwsError(validationError, 'Here a schedule for one time is deleted after it, and no other is.');
          }
          const now = clock();
          const schedule = { ...asked, CreationDate: now / 1000 };
          // AWS does not document what it does with a past time, so nobody should rely on it.
          if (isDue(schedule, now, now)) throw new AwsError(validationError, `${schedule.ScheduleExpression} is past.`);
          schedules.set(schedule.Name, schedule);
          writeOrUndo(keep, () => schedules.delete(schedule.Name));
          return { ScheduleArn: schedulerArn('schedule', `${GroupName}/${schedule.Name}`) };
        },
        validationError,
      ),

      GetSchedule: action(
        scheduleIdentity,
        ({ Name, groupName }) => {
          const schedule = find(groupName).get(Name) ?? throwMissing(`Schedule ${Name}`);
          return { ...scheduleSummary(groupName, schedule), ...schedule };
        },
        validationError,
      ),

      DeleteSchedule: action(
        scheduleIdentity,
        ({ Name, groupName }) => {
          const schedules = find(groupName);
          const schedule = schedules.get(Name) ?? throwMissing(`Schedule ${Name}`);
          schedules.delete(Name);
          writeOrUndo(keep, () => schedules.set(Name, schedule));
          return {};
        },
        validationError,
      ),

      ListSchedules: action(
        // Strict: a filter that this endpoint does not have must not seem to work.
        z.strictObject({ ScheduleGroup: scheduleName.optional() }),
        ({ ScheduleGroup }) => ({
          Schedules: (ScheduleGroup === undefined ? [...groups.keys()] : [ScheduleGroup]).flatMap((name) =>
            [...find(name).values()].map((schedule) => scheduleSummary(name, schedule)),
          ),
        }),
        validationError,
      ),
    },
    async () => {
      closing.abort();
      await sending;
    },
  );
}

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ScheduleSummary.html */
function scheduleSummary(GroupName: string, { Name, CreationDate, Target: { Arn } }: Schedule): Members {
  return {
    Arn: schedulerArn('schedule', `${GroupName}/${Name}`),
    Name,
    GroupName,
    State: 'ENABLED',
    CreationDate,
    LastModificationDate: CreationDate,
    Target: { Arn },
  };
}

function schedulerArn(kind: 'schedule' | 'schedule-group', path: string): string {
  return `arn:aws:scheduler:${awsRegion}:${awsAccount}:${kind}/${path}`;
}

function throwMissing(what: string): never {
  throw new AwsError('ResourceNotFoundException', `${what} does not exist.`, { status: 404 });
}

function throwExisting(what: string): never {
  throw new AwsError('ConflictException', `${what} already exists.`, { status: 409 });
}
