/** CloudWatch Logs: the lines that functions have written, by log group. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { guardWrites } from '../storage.ts';
import { action, serviceOf } from './actions.ts';
import { AwsError } from './aws-error.ts';
import type { AwsService } from './service.ts';

export interface LogGroups extends AwsService {
  /**
   * Creates the group, unless it exists.
   * @returns a function that adds a line to it, or throws a StorageFailure
   */
  open(name: string): (line: string) => void;
}

// Like the queues' journal: safe against a killed process, without waiting for the disk.
const databaseSchema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS log_groups (name TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY,
    log_group TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS events_by_time ON events (log_group, timestamp);
`;

/** A page ends with the event that the token names. */
const pageQuery = `
  SELECT id, timestamp, message FROM events
  WHERE log_group = ? AND timestamp >= ? AND timestamp <= ? AND (timestamp, id) > (?, ?) AND instr(message, ?) > 0
  ORDER BY timestamp, id LIMIT ?
`;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const filterInput = z.object({
  logGroupName: z.string(),
  startTime: z.int().min(0).default(0),
  endTime: z.int().min(0).default(Number.MAX_SAFE_INTEGER),
  limit: z.int().min(1).max(10_000).default(10_000),
  nextToken: z.templateLiteral([z.int(), '/', z.int()]).default('-1/-1'),
  filterPattern: z
    .string()
    .regex(/^("[^"\\]+")?$/, 'this endpoint knows one term in double quotes, and no other pattern')
    .default(''),
});

/**
 * Opens the log groups kept in `file` (SQLite), or in memory without one.
 * @param clock milliseconds since the epoch
 */
export function openLogGroups(clock: () => number, file?: string): LogGroups {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file ?? ':memory:');
  database.exec(databaseSchema);
  const findGroup = database.prepare('SELECT name FROM log_groups WHERE name = ?');
  const addGroup = database.prepare('INSERT OR IGNORE INTO log_groups (name) VALUES (?)');
  const addEvent = database.prepare('INSERT INTO events (log_group, timestamp, message) VALUES (?, ?, ?)');
  const findPage = database.prepare(pageQuery);

  const service = serviceOf(
    'logs',
    {
      FilterLogEvents: action(filterInput, ({ logGroupName, startTime, endTime, limit, nextToken, filterPattern }) => {
        if (!findGroup.get(logGroupName)) {
          throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
        }
        const after = nextToken.split('/').map(Number);
        const term = filterPattern.slice(1, -1);
        const rows = findPage.all(logGroupName, startTime, endTime, ...after, term, limit);
        const last = rows.length < limit ? undefined : rows.at(-1);
        return {
          events: rows.map(({ id, timestamp, message }) => ({
            eventId: String(id),
            logStreamName: 'local',
            timestamp,
            ingestionTime: timestamp,
            message,
          })),
          ...(last && { nextToken: `${last['timestamp']}/${last['id']}` }),
        };
      }),
    },
    () => database.close(),
  );

  const guard = guardWrites(file ?? 'The log');
  return {
    ...service,
    open(name) {
      addGroup.run(name);
      return (line) => guard(() => addEvent.run(name, clock(), line));
    },
  };
}
