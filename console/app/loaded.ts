/** Data that a page asks for once, and again when its question changes. An answer is shown for its own question alone. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, wordsOf } from './api.ts';

export interface Loaded<Answer> {
  readonly answer?: Answer | undefined;
  readonly problem?: string | undefined;
  readonly isLoading: boolean;
}

/** What became of a question last. */
interface Asked<Answer> extends Loaded<Answer> {
  readonly path: string | undefined;
}

/**
 * @param path of the question; undefined for none
 * @param version another one asks again, and keeps the answer meanwhile
 */
export function useLoaded<Answer>(path: string | undefined, version = 0): Loaded<Answer> {
  const asked = useSignal<Asked<Answer>>({ path, isLoading: path !== undefined });
  useEffect(() => {
    const before = asked.peek();
    const kept = before.path === path && path !== undefined && { answer: before.answer };
    asked.value = { path, ...kept, isLoading: path !== undefined };
    if (path === undefined) return undefined;
    const leaving = new AbortController();
    const tell = (loaded: Omit<Asked<Answer>, 'path' | 'isLoading'>) => {
      if (!leaving.signal.aborted) asked.value = { path, ...loaded, isLoading: false };
    };
    get<Answer>(path, leaving.signal).then(
      (answer) => tell({ answer }),
      (error) => tell({ problem: wordsOf(error) }),
    );
    return () => leaving.abort();
  }, [path, version]);
  // The page is painted once with the new question before it is asked.
  return asked.value.path === path ? asked.value : { isLoading: path !== undefined };
}
