/** `effective cancel`: an effective-dated change is not carried out, however often the source repeats it. */
import { cancelChange, readCancellable } from '../../operator/effective/cancellation.ts';
import { changeFacts, toChangeJson } from '../../operator/effective/change-facts.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import type { Session } from '../../operator/stack/session.ts';
import { confirm } from '../terminal/confirmation.ts';
import { formatFacts } from '../terminal/table.ts';
import { toJson } from '../terminal/text.ts';

export interface EffectiveCancelOptions {
  readonly yes?: true;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound or OperatorError
 */
export async function cancelEffectiveChange(
  session: Session,
  id: string,
  { yes, json }: EffectiveCancelOptions,
): Promise<number> {
  const change = await readCancellable(session, id);
  if (change.state === 'cancelled') {
    console.log(json ? toJson(toChangeJson(change)) : formatFacts(changeFacts(change)));
    console.error('The change was cancelled before. Nothing was done.');
    return 0;
  }
  if (!yes) {
    console.error(formatFacts(changeFacts(change)));
    if (!(await confirm(`Cancel this change of stage ${session.stack.stage}?`, session.interruption))) {
      console.error('Nothing was done.');
      return 1;
    }
  }
  const cancelled = await cancelChange(session, id, change, await callerArn(session));
  console.log(json ? toJson(toChangeJson(cancelled)) : formatFacts(changeFacts(cancelled)));
  return 0;
}
