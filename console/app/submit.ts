/** Sends what a dialog or a button asks for: once, however often it is pressed. */
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { wordsOf } from './api.ts';
import { once } from './once.ts';

export interface Submission {
  /** Until the answer has come. */
  readonly isBusy: ReadonlySignal<boolean>;
  /** Why the last work failed, in words. */
  readonly problem: ReadonlySignal<string | undefined>;
  readonly submit: (work: () => Promise<unknown>) => Promise<void>;
}

export function useSubmit(): Submission {
  const isBusy = useSignal(false);
  const problem = useSignal<string | undefined>(undefined);
  const tell = (error: unknown) => {
    problem.value = wordsOf(error);
  };
  const submit = (work: () => Promise<unknown>) =>
    once(isBusy, async () => {
      problem.value = undefined;
      await work().catch(tell);
    });
  return { isBusy, problem, submit };
}
