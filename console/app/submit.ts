/** Sends what a dialog asks for: once, however often its button is pressed. */
import { useSignal } from '@preact/signals';
import { wordsOf } from './api.ts';
import { once } from './once.ts';

/** `isBusy` until the answer has come; `problem` tells why the last work failed. */
export function useSubmit() {
  const isBusy = useSignal(false);
  const problem = useSignal<string | undefined>(undefined);
  const tell = (error: unknown) => {
    problem.value = wordsOf(error);
  };
  const submit = (work: () => Promise<void>) =>
    once(isBusy, () => {
      problem.value = undefined;
      return work().catch(tell);
    });
  return { isBusy, problem, submit };
}
