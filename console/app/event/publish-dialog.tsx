/** Publishes an event: a new one, or that of a dead letter, changed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PublishRequest } from '../../shapes/event.ts';
import { get, post } from '../api.ts';
import { CheckBox } from '../check-box.tsx';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { useSubmit } from '../submit.ts';

interface PublishDialogProps {
  /** The message ID of a dead letter to begin with. */
  readonly letter?: string | undefined;
  readonly onClose: () => void;
}

export function PublishDialog({ letter, onClose }: PublishDialogProps) {
  const body = useSignal('');
  const isNew = useSignal(true);
  const isLoaded = useSignal(letter === undefined);
  const submission = useSubmit();
  const load = async () => {
    const path = `/dead-letters/letters/${encodeURIComponent(letter ?? '')}/body`;
    body.value = (await get<{ readonly body: string }>(path)).body;
    isLoaded.value = true;
  };
  // Once: a later answer would take the place of what the operator has typed.
  useEffect(() => {
    if (!isLoaded.value) void submission.submit(load);
  }, []);
  const publish = () => post('/events/publish', { body: body.value, isNew: isNew.value } satisfies PublishRequest);
  return (
    <Dialog
      title={letter === undefined ? 'Publish an event' : 'Edit and publish again'}
      class="large"
      onClose={onClose}
    >
      <p>
        The event is checked first, as the service will check it. Nothing is sent that the service would refuse. The
        dead letter stays until you purge it.
      </p>
      <DialogForm submission={submission} send={publish} action="Publish" isReady={isLoaded.value} onClose={onClose}>
        <label>
          Body of the message
          <textarea
            required
            disabled={!isLoaded.value}
            rows={16}
            spellcheck={false}
            value={body}
            onInput={({ currentTarget }) => {
              body.value = currentTarget.value;
            }}
          />
        </label>
        <CheckBox checked={isNew}>
          As a new event, with an id and a time of its own. Events of identity systems keep theirs.
        </CheckBox>
      </DialogForm>
    </Dialog>
  );
}
