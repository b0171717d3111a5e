/** What each queue holds, and whether a function receives from it. */
import { useSignal } from '@preact/signals';
import type { QueueChange, QueueRow, QueueState } from '../../shapes/health.ts';
import type { Job } from '../../shapes/job.ts';
import { post, stage } from '../api.ts';
import { isUnderWay } from '../jobs.tsx';
import { lostWords, useLive } from '../live.ts';
import { Badge, Cell, Failed, Loading } from '../parts.tsx';
import { Section } from '../section.tsx';
import { useSubmit } from '../submit.ts';
import { TableHead } from '../table-head.tsx';
import { type Receiving, receivingOf } from './receiving.ts';

export function QueueSection() {
  const state = useSignal<QueueState | undefined>(undefined);
  const connection = useLive<QueueState>('/health/live', (message) => {
    state.value = message;
  });
  const { queues = [], problem } = state.value ?? {};
  const unread = queues.flatMap(({ mapping }) => (mapping.is === 'unread' ? [mapping.problem] : []));
  return (
    <Section title="Queues">
      {connection.value === 'lost' && <Failed problem={lostWords} />}
      {problem && <Failed problem={problem} />}
      {[...new Set(unread)].map((reason) => (
        <Failed key={reason} problem={`Whether a function receives is not known: ${reason}`} />
      ))}
      {state.value === undefined && <Loading what="the queues" />}
      {queues.length > 0 && (
        <table class="stacked">
          <TableHead
            titles={['Queue', 'Waiting', 'In flight', 'Dead letters', 'Function', !stage.value?.isReadOnly && 'Change']}
          />
          <tbody>
            {queues.map((queue) => (
              <QueueLine key={queue.name} queue={queue} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function QueueLine({ queue: { name, waiting, inFlight, deadLetters, mapping } }: { readonly queue: QueueRow }) {
  const { words, severity, action } = receivingOf(mapping);
  return (
    <tr>
      <td>{name}</td>
      <Cell title="Waiting">{waiting.toLocaleString('en')}</Cell>
      <Cell title="In flight">{inFlight.toLocaleString('en')}</Cell>
      <Cell title="Dead letters">{deadLetters?.toLocaleString('en')}</Cell>
      <Cell title="Function">
        <Badge severity={severity}>{words}</Badge>
      </Cell>
      {!stage.value?.isReadOnly && <td>{action && <ChangeButton name={name} action={action} />}</td>}
    </tr>
  );
}

/** Waits until the change is carried out. Another queue can be changed meanwhile. */
function ChangeButton({ name, action }: { readonly name: string } & Required<Pick<Receiving, 'action'>>) {
  const { isBusy, problem, submit } = useSubmit();
  const started = useSignal<number | undefined>(undefined);
  const change = () =>
    submit(async () => {
      const request: QueueChange = { queue: name, isPaused: action === 'Pause' };
      started.value = (await post<Job>('/health/queue', request)).id;
    });
  return (
    <>
      <button
        type="button"
        disabled={isBusy.value || isUnderWay(started.value)}
        onClick={change}
        aria-label={`${action} ${name}`}
      >
        {action}
      </button>
      {problem.value && <Failed problem={problem.value} />}
    </>
  );
}
