/** Asks how to send letters again. */
import { useSignal } from '@preact/signals';
import type { LetterGroupRow, RedrivePreview, RedriveRequest } from '../../shapes/dead-letters.ts';
import { post } from '../api.ts';
import { CheckBox } from '../check-box.tsx';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { useQuestion } from '../question.ts';
import { count } from '../time.ts';

interface RedriveDialogProps {
  readonly group: LetterGroupRow;
  /** Only these letters; undefined for all of the group. */
  readonly ids: readonly string[] | undefined;
  readonly onClose: () => void;
}

/** Letters a second, and their words. */
const rates = [
  ['', 'as fast as possible'],
  ['1', '1 a second'],
  ['5', '5 a second'],
  ['20', '20 a second'],
] as const;

export function RedriveDialog({ group, ids, onClose }: RedriveDialogProps) {
  const rate = useSignal('');
  const stale = useSignal(false);
  const request = (): RedriveRequest => ({
    choice: { queue: group.queue, reasons: [group.reason], ...(ids ? { ids } : { all: group.digest }) },
    ...(rate.value !== '' && { rate: Number(rate.value) }),
    stale: stale.value,
  });
  const preview = () => post<RedrivePreview>('/dead-letters/preview', request());
  const { submission, ask, answer } = useQuestion(JSON.stringify(request()), preview);
  const redrive = () => post('/dead-letters/redrive', request());
  const dryRun = (
    <button type="button" onClick={ask} disabled={submission.isBusy}>
      Dry run
    </button>
  );
  const number = ids?.length ?? group.count;
  return (
    <Dialog title={`Redrive ${count(number, 'letter')}`} onClose={onClose}>
      <p>
        They go to the queue {group.queue} again. Work that is already done is recognised, and not done again. A letter
        whose message fails again comes back.
      </p>
      <DialogForm
        submission={submission}
        send={redrive}
        action="Redrive"
        first="action"
        others={dryRun}
        onClose={onClose}
      >
        <label>
          Rate
          <select
            value={rate}
            onChange={({ currentTarget }) => {
              rate.value = currentTarget.value;
            }}
          >
            {rates.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
        {group.reason === 'stale' && (
          <CheckBox checked={stale}>
            Send stale grants too. I have checked that these people should still have access.
          </CheckBox>
        )}
        {answer && <p role="status">{describe(answer)}</p>}
      </DialogForm>
    </Dialog>
  );
}

function describe({ chosen, stale, others, isComplete }: RedrivePreview): string {
  const parts = [
    `Dry run: ${chosen} of ${chosen + stale + others} letters on the queue would be sent.`,
    stale > 0 && `${stale} are stale, and stay.`,
    !isComplete && 'Not all letters were looked at.',
  ];
  return parts.filter(Boolean).join(' ');
}
