/** One dead letter: its facts, its body, and what the ledger knows of its event. */
import { useSignal } from '@preact/signals';
import type { LetterDetail as Detail } from '../../shapes/dead-letters.ts';
import { stage } from '../api.ts';
import { PublishDialog } from '../event/publish-dialog.tsx';
import { useLoaded } from '../loaded.ts';
import { Facts, Failed, Link, Loading, Their } from '../parts.tsx';
import { changeQuery } from '../router.ts';

export function LetterDetail({ id }: { readonly id: string }) {
  const isEditing = useSignal(false);
  const { answer, problem, isLoading } = useLoaded<Detail>(`/dead-letters/letters/${encodeURIComponent(id)}`);
  return (
    <aside class="detail" aria-label="Selected letter">
      <header>
        <h2>Dead letter</h2>
        <button type="button" class="quiet" onClick={() => changeQuery({ letter: undefined })}>
          Close
        </button>
      </header>
      {isLoading && <Loading what="the letter" />}
      {problem && <Failed problem={problem} />}
      {answer && (
        <>
          <p class="step">
            <strong>What to do:</strong> {answer.nextStep}
          </p>
          {!stage.value?.isReadOnly && (
            <p>
              <button
                type="button"
                onClick={() => {
                  isEditing.value = true;
                }}
              >
                Edit and publish again…
              </button>
            </p>
          )}
          {answer.facts['Queue'] === 'identity-events-dlq' && (
            <p class="links">
              <Link to={`/policy?letter=${encodeURIComponent(id)}`}>Try the event on the policy</Link>
            </p>
          )}
          <Facts facts={answer.facts} />
          <h3>Body</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <pre tabIndex={0}>
            <Their text={answer.body.join('\n')} />
          </pre>
          <h3>Ledger</h3>
          {answer.record ? <Facts facts={answer.record} /> : <p>No record of this event.</p>}
        </>
      )}
      {isEditing.value && (
        <PublishDialog
          letter={id}
          onClose={() => {
            isEditing.value = false;
          }}
        />
      )}
    </aside>
  );
}
