/** The history of Zuora, from the sandbox's journal: every call, and every change by a call. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { CallRecord } from '../../local/zuora/calls.ts';
import { type JournalEntryOf, journalEntrySchema } from '../../local/zuora/journal.ts';
import { approvedOffice } from '../../local/zuora/large-tenant.ts';
import { effectOf } from './effects.ts';

const journalLine = z.array(journalEntrySchema);

export class ZuoraTrace {
  /** How often each change was made. */
  readonly effects = new Map<string, number>();
  /** Whether somebody has access in the end, by the effect that gives it, where a call changed it. */
  readonly held = new Map<string, boolean>();
  /** Writes that were answered with success and changed nothing: the work had been done. */
  readonly idleWrites: string[] = [];
  /**
   * How often each user's request in `approvedOffice` was made again while it waited for approval. Zuora shows no such
   * request, so a service that did not hear the answer cannot know better.
   */
  readonly repeatedRequests = new Map<string, number>();
  /** Calls to the API. */
  calls = 0;
  /** Of these, the calls that were not answered with success. */
  failedCalls = 0;
  tokenRequests = 0;
  /**
   * The changes of calls that are not in the journal yet, by track id: a call comes after its change. The calls of one
   * event can be under way together. Each makes one change at most.
   */
  readonly #changing = new Map<string, number>();

  static async read(journal: string): Promise<ZuoraTrace> {
    const trace = new ZuoraTrace();
    for await (const line of createInterface(createReadStream(journal))) {
      for (const entry of journalLine.parse(JSON.parse(line))) {
        if (entry.type === 'call') trace.#addCall(entry.call);
        if (entry.type === 'change') trace.#addChange(entry);
      }
    }
    return trace;
  }

  #addCall({ method, path, headers, body, success }: CallRecord): void {
    if (path === '/oauth/token') {
      this.tokenRequests += 1;
      return;
    }
    this.calls += 1;
    this.failedCalls += Number(!success);
    if (method === 'GET') return;
    const trackId = headers['zuora-track-id'] ?? '';
    const changes = this.#changing.get(trackId) ?? 0;
    if (changes > 1) this.#changing.set(trackId, changes - 1);
    else this.#changing.delete(trackId);
    if (!success || changes > 0) return;
    const username = JSON.stringify(body).includes(approvedOffice) ? userOfRequest(path) : undefined;
    if (username !== undefined && this.held.get(effectOf.access(username, approvedOffice)) !== true) {
      this.repeatedRequests.set(username, (this.repeatedRequests.get(username) ?? 0) + 1);
    } else this.idleWrites.push(`${method} ${path} for ${trackId}`);
  }

  #addChange({ cause, change }: JournalEntryOf<'change'>): void {
    if (!cause) return; // It was made through `/_sandbox`.
    const trackId = cause.trackId ?? '';
    this.#changing.set(trackId, (this.#changing.get(trackId) ?? 0) + 1);
    const effect = effectOfChange(change);
    this.effects.set(effect, (this.effects.get(effect) ?? 0) + 1);
    if (change.type === 'access-granted' || change.type === 'access-denied') {
      this.held.set(effectOf.access(change.username, change.entityId), change.type === 'access-granted');
    }
  }
}

function userOfRequest(path: string): string | undefined {
  const [, user] = /^\/v1\/users\/([^/]+)\/request-access$/.exec(path) ?? [];
  return user && decodeURIComponent(user);
}

function effectOfChange(change: JournalEntryOf<'change'>['change']): string {
  switch (change.type) {
    case 'access-granted':
      return effectOf.access(change.username, change.entityId);
    case 'access-requested':
      return effectOf.request(change.username, change.entityId);
    case 'access-denied':
      return effectOf.accessEnd(change.username, change.entityId);
    case 'connection-added':
      return effectOf.connection(change.connection.sourceEntityId, change.connection.targetEntityId);
    case 'connection-changed':
      if (change.status === 'Connected') return effectOf.approval(change.id);
      if (change.status === 'Disconnected') return effectOf.connectionEnd(change.id);
  }
  return effectOf.change(change);
}
