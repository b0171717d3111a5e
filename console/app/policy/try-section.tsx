/** Tries an event on the policy. Nothing is sent. */
import { useSignal } from '@preact/signals';
import type { Severity } from '../../shapes/activity.ts';
import type { TriedEvent, TriedEvents, TriedRule, TryRequest } from '../../shapes/policy.ts';
import { post } from '../api.ts';
import { Badge, Empty, Failed, Their } from '../parts.tsx';
import { useQuestion } from '../question.ts';
import { Section } from '../section.tsx';

export function TrySection() {
  const body = useSignal('');
  const send = () => post<TriedEvents>('/policy/try', { body: body.value } satisfies TryRequest);
  const { submission, ask, answer } = useQuestion(body.value, send);
  return (
    <Section title="Try an event">
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

const marks = { matches: '✓', contradicted: '✗', undecided: '?' } as const;
const severities: Readonly<Record<TriedRule['verdict'], Severity>> = {
  ...{ matches: 'success', contradicted: 'plain', undecided: 'warning' },
};

function Tried({ event: { title, outcome, rules } }: { readonly event: TriedEvent }) {
  return (
    <article class="tile tried">
      <h3>
        <Their text={title} />
      </h3>
      <ul>
        {outcome.map((line) => (
          <li key={line}>
            <strong>
              <Their text={line} />
            </strong>
          </li>
        ))}
      </ul>
      <ul>
        {rules.map(({ rule, effect, verdict, findings }) => (
          <li key={rule}>
            <Badge severity={severities[verdict]}>
              {marks[verdict]} {verdict}
            </Badge>{' '}
            {rule}: {effect}
            <ul>
              {findings.map(({ attribute, values, wanted, isMet }) => (
                <li key={attribute} class="finding">
                  {isMet ? '✓' : '–'} {attribute}: <Their text={values} />; wanted <Their text={wanted} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </article>
  );
}
