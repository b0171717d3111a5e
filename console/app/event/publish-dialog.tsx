/** Publishes an event: a new one, or that of a dead letter, changed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PublishRequest } from '../../shapes/event.ts';
import { get, post, wordsOf } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { Failed } from '../parts.tsx';

interface PublishDialogProps {
  /** The message ID of a dead letter to begin with. */
  readonly letter?: string | undefined;
  readonly onClose: () => void;
}

export function PublishDialog({ letter, onClose }: PublishDialogProps) {
  const body = useSignal('');
  const isNew = useSignal(true);
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => {
    if (letter === undefined) return;
    get<{ readonly body: string }>(`/dead-letters/letters/${encodeURIComponent(letter)}/body`)
      .then((answer) => {
        body.value = answer.body;
      })
      .catch((error) => {
        problem.value = wordsOf(error);
      });
  }, [letter]);
  const publish = async () => {
    const request: PublishRequest = { body: body.value, isNew: isNew.value };
    try {
      await post('/events/publish', request);
      onClose();
    } catch (error) {
      problem.value = wordsOf(error);
    }
  };
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
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
      >
        <label>
          Body of the message
          <textarea
            required
            rows={16}
            spellcheck={false}
            value={body}
            onInput={({ currentTarget }) => {
              body.value = currentTarget.value;
            }}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={isNew}
            onChange={({ currentTarget }) => {
              isNew.value = currentTarget.checked;
            }}
          />
          As a new event, with an id and a time of its own. Events of identity systems keep theirs.
        </label>
        {problem.value && <Failed problem={problem.value} />}
        <p class="actions">
          <button type="submit" class="primary">
            Publish
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}
