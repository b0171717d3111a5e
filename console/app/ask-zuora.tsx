/** What is read from Zuora at the operator's wish alone: it costs calls. */
import { useSignal } from '@preact/signals';
import { type Loaded, useLoaded } from './loaded.ts';

interface Asking<Answer> extends Loaded<Answer> {
  readonly isAsked: boolean;
  readonly ask: () => void;
}

/**
 * @param path another one is another wish
 * @param version another one reads again
 */
export function useAnswerOfZuora<Answer>(path: string, version?: number): Asking<Answer> {
  const wished = useSignal<string | undefined>(undefined);
  const ask = () => {
    wished.value = path;
  };
  const isAsked = wished.value === path;
  return { isAsked, ask, ...useLoaded<Answer>(isAsked ? path : undefined, version) };
}

/** Nothing, once the operator has asked. */
export function AskZuora({ isAsked, ask }: Pick<Asking<unknown>, 'isAsked' | 'ask'>) {
  if (isAsked) return null;
  return (
    <p>
      <button type="button" onClick={ask}>
        Ask Zuora
      </button>
    </p>
  );
}
