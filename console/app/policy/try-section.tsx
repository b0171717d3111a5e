/** Tries an event on the policy. Nothing is sent. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TriedEvent, TriedEvents, TryRequest } from '../../shapes/policy.ts';
import { post } from '../api.ts';
import { useLoaded } from '../loaded.ts';
import { Empty, Failed, Loading, Their } from '../parts.tsx';
import { useQuestion } from '../question.ts';
import { parameter } from '../router.ts';
import { Section } from '../section.tsx';
import { RuleTicks } from './rule-ticks.tsx';

export function TrySection() {
  const body = useSignal('');
  const letter = parameter('letter');
  const path = letter ? `/dead-letters/letters/${encodeURIComponent(letter)}/body` : undefined;
  const chosen = useLoaded<{ readonly body: string }>(path);
  useEffect(() => {
    if (chosen.answer) body.value = chosen.answer.body;
  }, [chosen.answer]);
  const send = () => post<TriedEvents>('/policy/try', { body: body.value } satisfies TryRequest);
  const { submission, ask, answer } = useQuestion(body.value, send);
  return (
    <Section title="Try an event">
      {chosen.isLoading && <Loading what="the dead letter" />}
      {chosen.problem && <Failed problem={chosen.problem} />}
      <form
        class="try"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <label>
          Body of a message, as an identity system sends it
          <textarea
            required
            rows={6}
            spellcheck={false}
            value={body}
            onInput={({ currentTarget }) => {
              body.value = currentTarget.value;
            }}
          />
        </label>
        <p class="actions">
          <button type="submit" disabled={submission.isBusy}>
            Try
          </button>
        </p>
      </form>
      {submission.problem.value && <Failed problem={submission.problem.value} />}
      {answer?.events.length === 0 && <Empty>The message contains no event.</Empty>}
      {answer?.events.map((event, index) => (
        <Tried key={`${index} ${event.title}`} event={event} />
      ))}
    </Section>
  );
}

function Tried({ event: { title, outcome, rules } }: { readonly event: TriedEvent }) {
  return (
    <article class="tile tried">
      <h3>
        <Their text={title} />
      </h3>
      <RuleTicks outcome={outcome} rules={rules} />
    </article>
  );
}
