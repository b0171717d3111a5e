/** The changes that sources have announced for a date. */
import { useSignal } from '@preact/signals';
import type { CancelRequest, DatedChange, DatedChanges } from '../../shapes/safeguard.ts';
import { post, stage } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { useLoaded } from '../loaded.ts';
import { Cell, Empty, Failed, Loading, Their } from '../parts.tsx';
import { Section } from '../section.tsx';
import { useSubmit } from '../submit.ts';
import { TableHead } from '../table-head.tsx';

export function DatedSection() {
  const version = useSignal(0);
  const cancelling = useSignal<DatedChange | undefined>(undefined);
  const { answer, problem, isLoading } = useLoaded<DatedChanges>('/safeguard/changes', version.value);
  const isReadOnly = stage.value?.isReadOnly ?? true;
  return (
    <Section title="Changes announced for a date">
      {problem && <Failed problem={problem} />}
      {isLoading && !answer && <Loading what="the announced changes" />}
      {answer && answer.changes.length === 0 && <Empty>No source has announced a change for a date.</Empty>}
      {answer && answer.changes.length > 0 && (
        <table class="stacked">
          <TableHead titles={['Date', 'Person', 'Change', 'Source', 'State', !isReadOnly && 'Cancel']} />
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
  const { id, mark } = change;
  const cancel = () => post('/safeguard/cancel', { id, mark } satisfies CancelRequest);
  return (
    <Dialog title="Cancel the change" onClose={onClose}>
      <p>
        <Their text={change.person ?? ''} />: {change.change} on {change.effectiveAt}. It does not come back when the
        source repeats it.
      </p>
      <DialogForm
        submission={useSubmit()}
        send={cancel}
        action="Cancel the change"
        tone="danger"
        closing="Back"
        first="close"
        onClose={onClose}
      />
    </Dialog>
  );
}
