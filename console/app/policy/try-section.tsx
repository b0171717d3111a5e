/** Tries an event on the policy. Nothing is sent. */
import { useSignal } from '@preact/signals';
import type { Severity } from '../../shapes/activity.ts';
import type { TriedEvent, TriedEvents, TriedRule, TryRequest } from '../../shapes/policy.ts';
import { post, wordsOf } from '../api.ts';
import { Badge, Empty, Failed, Their } from '../parts.tsx';
import { Section } from '../section.tsx';

export function TrySection() {
  const body = useSignal('');
  const answer = useSignal<TriedEvents | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const attempt = async () => {
    problem.value = undefined;
    try {
      answer.value = await post<TriedEvents>('/policy/try', { body: body.value } satisfies TryRequest);
    } catch (error) {
      problem.value = wordsOf(error);
    }
  };
  return (
    <Section title="Try an event">
      <form
        class="try"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt();
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
          <button type="submit">Try</button>
        </p>
      </form>
      {problem.value && <Failed problem={problem.value} />}
      {answer.value?.events.length === 0 && <Empty>The message contains no event.</Empty>}
      {answer.value?.events.map((event, index) => (
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
