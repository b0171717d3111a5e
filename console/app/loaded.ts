/** Data that a page asks for once, and again when its question changes. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, wordsOf } from './api.ts';

export interface Loaded<Answer> {
  readonly answer?: Answer | undefined;
  readonly problem?: string | undefined;
  readonly isLoading: boolean;
}

/**
 * @param path of the question; undefined for none
 * @param version another one asks again, and keeps the answer meanwhile
 */
export function useLoaded<Answer>(path: string | undefined, version = 0): Signal<Loaded<Answer>> {
  const loaded = useSignal<Loaded<Answer>>({ isLoading: path !== undefined });
  const asked = useSignal(path);
  useEffect(() => {
    const isSame = asked.value === path;
    asked.value = path;
    if (path === undefined) {
      loaded.value = { isLoading: false };
      return undefined;
    }
    loaded.value = { ...(isSame && { answer: loaded.peek().answer }), isLoading: true };
    const leaving = new AbortController();
    get<Answer>(path, leaving.signal)
      .then((answer) => {
        loaded.value = { answer, isLoading: false };
      })
      .catch((error) => {
        if (!leaving.signal.aborted) loaded.value = { problem: wordsOf(error), isLoading: false };
      });
    return () => leaving.abort();
  }, [path, version]);
  return loaded;
}
