/** Dead letters: what is stuck, why, who waits, and what to do. */
import { useSignal } from '@preact/signals';
import type { DeadLetterNews, DeadLetterState, LetterGroupRow } from '../../shapes/dead-letters.ts';
import { post, stage } from '../api.ts';
import { type KeyAction, usePageActions } from '../keys.ts';
import { type Connection, useLive } from '../live.ts';
import { markedIn } from '../marked.ts';
import { Command, Empty, Failed, Loading, Time, word } from '../parts.tsx';
import { changeQuery, parameter } from '../router.ts';
import { selectionKeys } from '../selection-keys.ts';
import { useSubmit } from '../submit.ts';
import { count } from '../time.ts';
import { GroupTable, keyOf } from './group-table.tsx';
import { LetterDetail } from './letter-detail.tsx';
import { LetterList, UnlistedLetters } from './letter-list.tsx';
import { PurgeDialog } from './purge-dialog.tsx';
import { RedriveDialog } from './redrive-dialog.tsx';

/** What a dialog is about, as it was when it opened. */
interface Asked {
  readonly what: 'redrive' | 'purge';
  readonly group: LetterGroupRow;
  readonly ids: readonly string[] | undefined;
}

function groupActions(ask: (what: Asked['what']) => void): readonly KeyAction[] {
  return [
    { key: 'r', does: 'Redrive the selected group', run: () => ask('redrive') },
    { key: 'x', does: 'Purge the selected group', run: () => ask('purge') },
  ];
}

const unread: DeadLetterState = { groups: [], isReading: true, isComplete: true, isOutdated: false, inFlight: 0 };

export function DeadLetterPage() {
  const state = useSignal(unread);
  const submission = useSubmit();
  const dialog = useSignal<Asked | undefined>(undefined);
  const marked = useSignal<ReadonlySet<string>>(new Set());
  const connection = useLive<DeadLetterNews>('/dead-letters/live', ({ groups = state.value.groups, ...news }) => {
    state.value = { ...news, groups };
  });
  const { groups, readAt, isReading } = state.value;
  const problem = state.value.problem ?? submission.problem.value;
  const group = groups.find((one) => keyOf(one) === parameter('group'));
  const letterId = parameter('letter');
  const isReadOnly = stage.value?.isReadOnly ?? true;
  const unmark = () => {
    marked.value = new Set();
  };
  const select = (one: LetterGroupRow | undefined) => {
    unmark();
    changeQuery({ group: one && keyOf(one), letter: undefined });
  };
  const chosen =
    group &&
    markedIn(
      marked.value,
      group.letters.map(({ messageId }) => messageId),
    );
  const ask = (what: Asked['what']) => {
    if (!group) return;
    if (what === 'purge') dialog.value = { what, group, ids: undefined };
    else if (chosen?.length !== 0) dialog.value = { what, group, ids: chosen };
  };
  usePageActions([
    ...selectionKeys('group', groups, group, select),
    ...(isReadOnly ? [] : groupActions(ask)),
    {
      key: 'Escape',
      does: 'Close the selection',
      run: () => (letterId ? changeQuery({ letter: undefined }) : select(undefined)),
    },
  ]);
  const read = () => submission.submit(() => post('/dead-letters/read'));
  const close = () => {
    dialog.value = undefined;
  };
  return (
    <div class="page dead-letters">
      <div class="heading">
        <h1>Dead letters</h1>
        <Status state={state.value} connection={connection.value} />
        <button type="button" onClick={read} disabled={isReading || submission.isBusy.value}>
          Read again
        </button>
        <Command
          words={
            letterId
              ? ['dlq', 'show', word(letterId)]
              : ['dlq', 'list', ...(group ? ['--queue', word(group.queue)] : [])]
          }
        />
      </div>
      {problem && <Failed problem={problem} />}
      {groups.length === 0 && (isReading || (readAt === undefined && !problem)) && <Loading what="the dead letters" />}
      {readAt !== undefined && groups.length === 0 && !isReading && (
        <Empty>No dead letters. Messages that cannot be carried out appear here, with the reason.</Empty>
      )}
      {groups.length > 0 && <GroupTable groups={groups} current={group} onSelect={select} />}
      {group && (
        <section class="group" aria-label={`Letters with reason ${group.reason}`}>
          <div class="advice">
            <p>
              <strong>What to do:</strong> {group.nextStep}
            </p>
            {!isReadOnly && (
              <p class="actions">
                <button type="button" class="primary" onClick={() => ask('redrive')} disabled={chosen?.length === 0}>
                  Redrive {chosen ? count(chosen.length, 'selected letter') : `all ${group.count}`}…
                </button>
                {chosen && (
                  <button type="button" class="quiet" onClick={unmark}>
                    Select none
                  </button>
                )}
                <button type="button" onClick={() => ask('purge')}>
                  Purge all {group.count}…
                </button>
              </p>
            )}
          </div>
          <UnlistedLetters group={group} />
          <div class="split">
            <LetterList group={group} marked={marked} current={letterId} />
            {letterId && <LetterDetail id={letterId} />}
          </div>
        </section>
      )}
      {!group && letterId && <LetterDetail id={letterId} />}
      {dialog.value?.what === 'redrive' && <RedriveDialog {...dialog.value} onClose={close} />}
      {dialog.value?.what === 'purge' && <PurgeDialog {...dialog.value} onClose={close} />}
    </div>
  );
}

function Status({ state, connection }: { readonly state: DeadLetterState; readonly connection: Connection }) {
  const { groups, isReading, isComplete, isOutdated, readAt, inFlight } = state;
  const all = groups.reduce((sum, group) => sum + group.count, 0);
  const notes = [
    readAt !== undefined && count(all, 'letter'),
    !isComplete && 'not all were read',
    isOutdated && 'the queues have changed since',
    inFlight > 0 && !isReading && `about ${inFlight} in flight`,
    connection === 'lost' && 'the console does not answer',
    isReading && 'reading…',
  ].filter(Boolean);
  return (
    <p class="status" role="status">
      {notes.join(', ')}
      {readAt !== undefined && !isReading && (
        <>
          , read at <Time at={readAt} />
        </>
      )}
    </p>
  );
}
