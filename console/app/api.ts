/** Asks the console for data, and has it change something. */
import { computed, signal } from '@preact/signals';
import { type Page, pages } from '../shapes/pages.ts';
import type { StageInfo } from '../shapes/stage-info.ts';
import { pageToken } from './page-token.ts';

/** A failure in words. */
class Failure extends Error {}

/** Undefined until the console has told it. */
export const stage = signal<StageInfo | undefined>(undefined);

/** Those of this stage. */
export const stagePages = computed<readonly Page[]>(() =>
  pages.filter(({ isLocal = false }) => !isLocal || stage.value?.hasSandbox),
);

/** Whether the console does not know this browser any more. */
export const isShutOut = signal(false);

export function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return send<Answer>(path, signal ? { signal } : {});
}

export function post<Answer>(path: string, body: object = {}): Promise<Answer> {
  return send<Answer>(path, { method: 'POST', body: JSON.stringify(body) });
}

export async function loadStage(): Promise<void> {
  stage.value = await get<StageInfo>('/stage');
}

/** @throws Failure; what the signal aborted throws the signal's reason, and is never an answer */
async function send<Answer>(path: string, request: RequestInit): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'x-console-token': pageToken };
  const response = await fetch(`/api${path}`, { ...request, headers }).catch((error: unknown) => {
    if (request.signal?.aborted) throw error;
    throw new Failure('The console does not answer. Is it still running?');
  });
  if (response.status === 401) isShutOut.value = true;
  const answer = await response.json().catch(() => undefined);
  request.signal?.throwIfAborted();
  if (response.ok && answer !== undefined) return answer as Answer;
  const words = response.ok ? 'The console’s answer broke off. Try again.' : `The console answered ${response.status}.`;
  throw new Failure(answer?.error ?? words);
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
