/** The changes that sources have announced for a date. */
import { useSignal } from '@preact/signals';
import type { DatedChange, DatedChanges } from '../../shapes/safeguard.ts';
import { post, stage } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { useLoaded } from '../loaded.ts';
import { Cell, Empty, Failed, Loading, Their } from '../parts.tsx';
import { Section } from '../section.tsx';
import { useSubmit } from '../submit.ts';

export function DatedSection() {
  const version = useSignal(0);
  const cancelling = useSignal<DatedChange | undefined>(undefined);
  const { answer, problem, isLoading } = useLoaded<DatedChanges>('/safeguard/changes', version.value).value;
  const isReadOnly = stage.value?.isReadOnly ?? true;
  return (
    <Section title="Changes announced for a date">
      {problem && <Failed problem={problem} />}
      {isLoading && !answer && <Loading what="the announced changes" />}
      {answer && answer.changes.length === 0 && <Empty>No source has announced a change for a date.</Empty>}
      {answer && answer.changes.length > 0 && (
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col">Date</th>
              <th scope="col">Person</th>
              <th scope="col">Change</th>
              <th scope="col">Source</th>
              <th scope="col">State</th>
              {!isReadOnly && <th scope="col">Cancel</th>}
            </tr>
          </thead>
          <tbody>
            {answer.changes.map((change) => (
              <tr key={change.id}>
                <td class="name">{change.effectiveAt}</td>
                <Cell title="Person">{change.person && <Their text={change.person} />}</Cell>
                <Cell title="Change">{change.change}</Cell>
                <Cell title="Source">
                  <Their text={change.source} />
                </Cell>
                <Cell title="State">{change.state}</Cell>
                {!isReadOnly && (
                  <td>
                    {change.state === 'pending' && (
                      <button
                        type="button"
                        aria-label={`Cancel ${change.change} of ${change.person}`}
                        onClick={() => {
                          cancelling.value = change;
                        }}
                      >
                        Cancel…
                      </button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {cancelling.value && (
        <CancelDialog
          change={cancelling.value}
          onClose={() => {
            cancelling.value = undefined;
            version.value += 1;
          }}
        />
      )}
    </Section>
  );
}

function CancelDialog({ change, onClose }: { readonly change: DatedChange; readonly onClose: () => void }) {
  const { isBusy, problem, submit } = useSubmit();
  const cancel = async () => {
    await post('/safeguard/cancel', { id: change.id });
    onClose();
  };
  return (
    <Dialog title="Cancel the change" onClose={onClose}>
      <p>
        <Their text={change.person ?? ''} />: {change.change} on {change.effectiveAt}. It does not come back when the
        source repeats it.
      </p>
      {problem.value && <Failed problem={problem.value} />}
      <p class="actions">
        <button type="button" class="danger" disabled={isBusy} onClick={() => submit(cancel)}>
          Cancel the change
        </button>
        <button type="button" data-first onClick={onClose}>
          Back
        </button>
      </p>
    </Dialog>
  );
}
