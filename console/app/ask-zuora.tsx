/** What is read from Zuora at the operator's wish alone: it costs calls. */
import { type Signal, useSignal } from '@preact/signals';
import { type Loaded, useLoaded } from './loaded.ts';

interface Asking<Answer> extends Loaded<Answer> {
  readonly isAsked: Signal<boolean>;
}

/** @param version another one reads again */
export function useAnswerOfZuora<Answer>(path: string, version?: number): Asking<Answer> {
  const isAsked = useSignal(false);
  return { isAsked, ...useLoaded<Answer>(isAsked.value ? path : undefined, version).value };
}

/** Nothing, once the operator has asked. */
export function AskZuora({ isAsked }: { readonly isAsked: Signal<boolean> }) {
  if (isAsked.value) return null;
  return (
    <p>
      <button
        type="button"
        onClick={() => {
          isAsked.value = true;
        }}
      >
        Ask Zuora
      </button>
    </p>
  );
}
