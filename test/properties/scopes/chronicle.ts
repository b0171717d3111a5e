/** What has happened in a run, as the rules judge it. Many runs share their beginning, so it is a chain of notes. */
import type { SQSRecord } from 'aws-lambda';
import { emptyTrace, type Invocation, type Moment, type Trace, type ZuoraCall } from '../world/trace.ts';
import { knownToken, zuoraHost } from './process-clients.ts';

/** A trace that is being written. */
export interface Draft {
  readonly trace: Trace;
  /** By the number of the delivery. */
  readonly invocations: Map<number, Invocation>;
  /** By the number of the note that it was sent in. */
  readonly calls: Map<number, ZuoraCall>;
}

type Note = (draft: Draft, at: Moment) => void;

export interface Chronicle {
  /** Counts the notes. */
  readonly length: number;
  readonly note: Note;
  readonly time: number;
  readonly before: Chronicle | undefined;
}

export const nothing: Chronicle = { length: 0, note: () => {}, time: 0, before: undefined };

export function noted(before: Chronicle, time: number, note: Note): Chronicle {
  return { length: before.length + 1, note, time, before };
}

export function traceOf(chronicle: Chronicle): Trace {
  const draft: Draft = { trace: emptyTrace(), invocations: new Map(), calls: new Map() };
  draft.trace.secrets.add(knownToken);
  draft.trace.issuers.set(knownToken, zuoraHost);
  const notes: Chronicle[] = [];
  for (let one: Chronicle | undefined = chronicle; one; one = one.before) notes.push(one);
  for (const { note, time, length } of notes.reverse()) note(draft, { time, order: length });
  return draft.trace;
}

/** The delivery of a message to a process. */
export function invocationOf({ invocations }: Draft, delivery: number): Invocation {
  const known = invocations.get(delivery);
  if (!known) throw new Error(`There was no delivery ${delivery}`);
  return known;
}

export function deliveryNote(delivery: number, record: SQSRecord): Note {
  return ({ invocations }) => {
    invocations.set(delivery, { records: [record], outlivedDeadline: false, unanswered: [] });
  };
}
