/** Health: what the doctor finds, and what the queues hold. */
import { useSignal } from '@preact/signals';
import type { Severity } from '../../shapes/activity.ts';
import type { Checks, CheckTile } from '../../shapes/health.ts';
import { usePageActions } from '../keys.ts';
import { useLoaded } from '../loaded.ts';
import { Badge, Command, Failed, Loading, Their } from '../parts.tsx';
import { Section } from '../section.tsx';
import { QueueSection } from './queue-section.tsx';

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
      <QueueSection />
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
