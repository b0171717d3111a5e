/** Reads the functions' log while the soak runs: outcomes, heaps, and deliveries that were interrupted. */
import * as z from 'zod';
import type { FoundDeadLetter } from './aws.ts';
import type { HeapSample } from './heap.ts';
import { type OperationName, operations } from './operations.ts';
import type { Processes } from './processes.ts';

const outcomeLine = z.object({
  message: z.literal('outcome'),
  outcome: z.string(),
  reason: z.string().optional(),
  command: z.object({ username: z.string().optional() }).optional(),
  attempt: z.number().optional(),
  messageId: z.string(),
  function_request_id: z.string(),
});

const heapLine = z.object({ message: z.literal('heap'), pid: z.number(), heapUsed: z.number() });

/** Written by the local stack when an invocation's process ends, by a signal or at the function's timeout. */
const cutOffLine = z.object({
  message: z.string().regex(/^(Runtime exited|Task timed out)/),
  function_request_id: z.string(),
});

/** The longest sending of a dead letter, in milliseconds: `awsTimeout` of stage `local`. */
const maxSendTime = 1000;

interface CutOff {
  readonly operation: OperationName;
  readonly requestId: string;
  /** Milliseconds. */
  readonly at: number;
}

const logLine = z.union([outcomeLine, heapLine, cutOffLine]);

export class FunctionsLog {
  /** How often each function has logged each outcome, with its reason. */
  readonly outcomes: Partial<Record<OperationName, Record<string, number>>> = {};
  readonly heap: HeapSample[] = [];
  /** Invocations whose process ended. */
  readonly cutOff: CutOff[] = [];
  /** Users of whom an attempt was cut off, did not hear Zuora's answer, or could not record it. */
  readonly triedAgain = new Set<string>();
  readonly #deadLetters: { readonly messageId: string; readonly requestId: string }[] = [];
  readonly #unrecorded = new Set<string>();
  readonly #processes: Processes;
  readonly #now: () => number;

  /**
   * @param processes gets every process that reports its heap
   * @param now milliseconds since the epoch
   */
  constructor(processes: Processes, now: () => number) {
    this.#processes = processes;
    this.#now = now;
  }

  /** Reads a line of a function's log. Ignores other lines, such as metrics. */
  read(text: string, functionName: string): void {
    const operation = operations.find((name) => name === functionName);
    const { data } = logLine.safeParse(parseJson(text));
    if (operation === undefined || data === undefined) return;
    if ('pid' in data) {
      this.#processes.heard(operation, data.pid);
      this.heap.push({ at: this.#now(), operation, bytes: data.heapUsed });
    } else if ('outcome' in data) {
      const { outcome, reason, command, attempt = 1, messageId, function_request_id: requestId } = data;
      const name = reason === undefined ? outcome : `${outcome}: ${reason}`;
      this.outcomes[operation] ??= {};
      const counts = this.outcomes[operation];
      counts[name] = (counts[name] ?? 0) + 1;
      const isTriedAgain = attempt > 1 || (outcome === 'retry' && reason !== 'not-started');
      if (isTriedAgain && command?.username !== undefined) this.triedAgain.add(command.username);
      if (outcome === 'dead-letter') this.#deadLetters.push({ messageId, requestId });
      if (leavesOpen(operation, outcome, reason)) this.#unrecorded.add(messageId);
    } else {
      this.cutOff.push({ operation, requestId: data.function_request_id, at: this.#now() });
    }
  }

  /**
   * Bodies whose dead letter came from an interrupted delivery. The next delivery sends another one: at least one dead
   * letter is promised. The end was not recorded, or the invocation ended after it, or between the sending and the log.
   *
   * @param sent bodies by message ID
   */
  interrupted(deadLetters: readonly FoundDeadLetter[], sent: ReadonlyMap<string, string>): Set<string> {
    const cutOff = new Set(this.cutOff.map(({ requestId }) => requestId));
    const logged = this.#deadLetters.filter(({ requestId }) => cutOff.has(requestId));
    const messageIds = [...this.#unrecorded, ...logged.map(({ messageId }) => messageId)];
    const unlogged = deadLetters.filter(({ operation, at }) =>
      this.cutOff.some((end) => end.operation === operation && end.at >= at && end.at - at <= maxSendTime),
    );
    return new Set([...messageIds.map((id) => sent.get(id) ?? ''), ...unlogged.map(({ body }) => body)]);
  }
}

/** Whether a dead letter may have been sent although the message comes back. */
function leavesOpen(operation: OperationName, outcome: string, reason: string | undefined): boolean {
  if (operation === 'translateIdentityEvent') return outcome === 'retry' && reason !== 'not-started';
  return reason === 'not-recorded';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
