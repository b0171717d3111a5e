/** Sends what a dialog asks for: once, however often its button is pressed. */
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { wordsOf } from './api.ts';
import { once } from './once.ts';

export interface Submission {
  /** Until the answer has come. */
  readonly isBusy: ReadonlySignal<boolean>;
  /** Why the last work failed, in words. */
  readonly problem: ReadonlySignal<string | undefined>;
  readonly submit: (work: () => Promise<void>) => Promise<void>;
}

export function useSubmit(): Submission {
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
