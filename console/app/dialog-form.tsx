/** The form of a dialog: it names the stage, sends once, tells a problem in words, and closes the dialog once it has sent. */
import type { ComponentChildren } from 'preact';
import { stage } from './api.ts';
import { Failed } from './parts.tsx';
import type { Submission } from './submit.ts';

interface DialogFormProps {
  readonly submission: Submission;
  readonly send: () => Promise<unknown>;
  /** On the button that sends. */
  readonly action: string;
  readonly tone?: 'primary' | 'danger';
  /** Whether all is filled in. */
  readonly isReady?: boolean;
  /** Which button has the focus at first, if one of them. */
  readonly first?: 'action' | 'close';
  /** Further buttons. */
  readonly others?: ComponentChildren;
  /** On the button that closes the dialog. */
  readonly closing?: string;
  /** Called when nothing is sent, and when it has been. */
  readonly onClose: (isSent: boolean) => void;
  readonly children?: ComponentChildren;
}

export function DialogForm({
  submission: { isBusy, problem, submit },
  send,
  action,
  tone = 'primary',
  isReady = true,
  first,
  others,
  closing = 'Cancel',
  onClose,
  children,
}: DialogFormProps) {
  const sendAndClose = async () => {
    await send();
    onClose(true);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void submit(sendAndClose);
      }}
    >
      <p>
        This changes stage <strong>{stage.value?.stage}</strong>.
      </p>
      {children}
      {problem.value && <Failed problem={problem.value} />}
      <p class="actions">
        <button
          type="submit"
          class={tone}
          data-first={first === 'action' || undefined}
          disabled={isBusy.value || !isReady}
        >
          {action}
        </button>
        {others}
        <button type="button" data-first={first === 'close' || undefined} onClick={() => onClose(false)}>
          {closing}
        </button>
      </p>
    </form>
  );
}
