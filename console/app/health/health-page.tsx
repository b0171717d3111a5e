/** Health: what the doctor finds, and what the queues hold. */
import { useSignal } from '@preact/signals';
import type { Severity } from '../../shapes/activity.ts';
import type { Checks, CheckTile, QueueRow, QueueState } from '../../shapes/health.ts';
import { post, stage, wordsOf } from '../api.ts';
import { usePageActions } from '../keys.ts';
import { useLive } from '../live.ts';
import { useLoaded } from '../loaded.ts';
import { Badge, Cell, Command, Failed, Loading, Their } from '../parts.tsx';
import { Section } from '../section.tsx';
import { TableHead } from '../table-head.tsx';

export function HealthPage() {
  const version = useSignal(0);
  const { answer, problem, isLoading } = useLoaded<Checks>('/health/checks', version.value);
  const again = () => {
    version.value += 1;
  };
  usePageActions([{ key: 'u', does: 'Run the checks again', run: again }]);
  return (
    <div class="page health">
      <div class="heading">
        <h1>Health</h1>
        <p class="status" role="status">
          {isLoading ? 'checking…' : answer && describeChecks(answer.tiles)}
        </p>
        <button type="button" onClick={again} disabled={isLoading}>
          Check again
        </button>
        <Command words={['doctor']} />
      </div>
      {problem && <Failed problem={problem} />}
      <Queues />
      <Section title="Checks">
        {isLoading && !answer && <Loading what="the checks" />}
        {answer && (
          <ul class="tiles">
            {answer.tiles.toSorted(byUrgency).map((tile) => (
              <Tile key={`${tile.check} ${tile.about} ${tile.found}`} tile={tile} />
            ))}
          </ul>
        )}
      </Section>
    </div>
  );
}

const urgency = ['fail', 'warn', 'ok', 'skipped'] as const;
const severities: Readonly<Record<CheckTile['status'], Severity>> = {
  ...{ fail: 'failure', warn: 'warning', ok: 'success', skipped: 'plain' },
};

function byUrgency(one: CheckTile, other: CheckTile): number {
  return urgency.indexOf(one.status) - urgency.indexOf(other.status);
}

function describeChecks(tiles: readonly CheckTile[]): string {
  return urgency.map((status) => `${tiles.filter((tile) => tile.status === status).length} ${status}`).join(', ');
}

function Tile({ tile: { check, about, status, found, fix } }: { readonly tile: CheckTile }) {
  return (
    <li class="tile">
      <h3>
        <Badge severity={severities[status]}>{status}</Badge> {check}
        {about && (
          <small>
            {' '}
            <Their text={about} />
          </small>
        )}
      </h3>
      <p>
        <Their text={found} />
      </p>
      {fix && (
        <p>
          <strong>What to do:</strong> <Their text={fix} />
        </p>
      )}
    </li>
  );
}

function Queues() {
  const state = useSignal<QueueState | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useLive<QueueState>('/health/live', (message) => {
    state.value = message;
  });
  const change = ({ name }: QueueRow, isPaused: boolean) => {
    failure.value = undefined;
    post('/health/queue', { queue: name, isPaused }).catch((error) => {
      failure.value = wordsOf(error);
    });
  };
  const problem = failure.value ?? state.value?.problem;
  return (
    <Section title="Queues">
      {problem && <Failed problem={problem} />}
      {state.value === undefined && <Loading what="the queues" />}
      {state.value && state.value.queues.length > 0 && (
        <table class="stacked">
          <TableHead
            titles={['Queue', 'Waiting', 'In flight', 'Dead letters', 'Function', !stage.value?.isReadOnly && 'Change']}
          />
          <tbody>
            {state.value.queues.map((queue) => (
              <QueueLine key={queue.name} queue={queue} onChange={(isPaused) => change(queue, isPaused)} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

interface QueueLineProps {
  readonly queue: QueueRow;
  readonly onChange: (isPaused: boolean) => void;
}

function QueueLine({ queue: { name, waiting, inFlight, deadLetters, state }, onChange }: QueueLineProps) {
  const isPaused = state === 'Disabled' || state === 'Disabling';
  const words = state === undefined ? 'no function receives' : isPaused ? 'paused' : 'receives';
  return (
    <tr>
      <td>{name}</td>
      <Cell title="Waiting">{waiting.toLocaleString('en')}</Cell>
      <Cell title="In flight">{inFlight.toLocaleString('en')}</Cell>
      <Cell title="Dead letters">{deadLetters?.toLocaleString('en')}</Cell>
      <Cell title="Function">
        <Badge severity={state === 'Enabled' ? 'success' : 'warning'}>{words}</Badge>
      </Cell>
      {!stage.value?.isReadOnly && (
        <td>
          <button
            type="button"
            onClick={() => onChange(!isPaused)}
            aria-label={`${isPaused ? 'Resume' : 'Pause'} ${name}`}
          >
            {isPaused ? 'Resume' : 'Pause'}
          </button>
        </td>
      )}
    </tr>
  );
}
