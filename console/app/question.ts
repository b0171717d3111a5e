/** What a form asks at the press of a button: once at a time, and the answer counts as long as the form says the same. */
import { useSignal } from '@preact/signals';
import { type Submission, useSubmit } from './submit.ts';

interface Question<Answer> {
  readonly submission: Submission;
  readonly ask: () => Promise<void>;
  /** Undefined until there is one, and when the form has been changed since. */
  readonly answer: Answer | undefined;
}

/**
 * @param said all that the form says
 * @param send asks the console for the answer
 */
export function useQuestion<Answer>(
  said: string,
  send: () => Promise<Answer>,
  submission = useSubmit(),
): Question<Answer> {
  const last = useSignal<{ readonly said: string; readonly answer: Answer } | undefined>(undefined);
  const ask = () =>
    submission.submit(async () => {
      last.value = undefined;
      last.value = { said, answer: await send() };
    });
  return { submission, ask, answer: last.value?.said === said ? last.value.answer : undefined };
}
