/** Sandbox: Zuora as the local stack has it, and what can go wrong with it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import {
  type AccessChange,
  type FaultName,
  faultNames,
  type SandboxCall,
  type SandboxState,
} from '../../shapes/sandbox.ts';
import { post, stage } from '../api.ts';
import { ConnectionTable } from '../connection-table.tsx';
import { usePageActions } from '../keys.ts';
import { useLoaded } from '../loaded.ts';
import { Badge, Cell, Empty, Failed, Loading, Their, Time } from '../parts.tsx';
import { Section } from '../section.tsx';
import { useSubmit } from '../submit.ts';
import { TableHead } from '../table-head.tsx';
import { milliseconds } from '../time.ts';
import { Users } from './user-table.tsx';

/** Milliseconds between two readings. */
const interval = 2000;

const faultWords: Readonly<Record<FaultName, string>> = {
  'server-error': 'Next call answers 500',
  'rate-limit': 'Next 3 calls answer 429',
  slow: 'Next 5 calls take 2 s longer',
  reset: 'Next connection is reset',
  'lost-answer': 'Next PUT takes effect, and its answer is lost',
};

export function SandboxPage() {
  const version = useSignal(0);
  const submission = useSubmit();
  const done = useSignal<string | undefined>(undefined);
  const { answer, problem } = useLoaded<SandboxState>('/sandbox', version.value);
  useEffect(() => {
    const timer = window.setInterval(() => {
      version.value += 1;
    }, interval);
    return () => window.clearInterval(timer);
  }, []);
  const write = (path: string, body: object, words: string) =>
    submission.submit(async () => {
      await post(path, body);
      done.value = words;
      version.value += 1;
    });
  const change = (access: AccessChange) => write('/sandbox/access', access, `Done: ${access.deed} ${access.username}`);
  const failure = problem ?? submission.problem.value;
  const isReadOnly = stage.value?.isReadOnly ?? true;
  const clear = () => write('/sandbox/clear-faults', {}, 'The faults are cleared');
  usePageActions(isReadOnly ? [] : [{ key: 'c', does: 'Clear the faults', run: clear }]);
  return (
    <div class="page sandbox">
      <div class="heading">
        <h1>Sandbox</h1>
        <p class="status" role="status">
          {done.value}
        </p>
      </div>
      {failure && <Failed problem={failure} />}
      {!isReadOnly && (
        <Section title="Faults">
          <p class="actions">
            {faultNames.map((fault) => (
              <button
                key={fault}
                type="button"
                disabled={submission.isBusy}
                onClick={() => write('/sandbox/fault', { fault }, `Planted: ${faultWords[fault]}`)}
              >
                {faultWords[fault]}
              </button>
            ))}
            <button type="button" disabled={submission.isBusy} onClick={clear}>
              Clear the faults
            </button>
          </p>
        </Section>
      )}
      {!answer && !problem && <Loading what="the sandbox" />}
      {answer && <Users users={answer.users} isBusy={submission.isBusy} onChange={change} />}
      {answer && (
        <Section title="Connections">
          {answer.connections.length === 0 ? (
            <Empty>The sandbox has no connections.</Empty>
          ) : (
            <ConnectionTable connections={answer.connections} />
          )}
        </Section>
      )}
      {answer && <Calls calls={answer.calls} />}
    </div>
  );
}

function Calls({ calls }: { readonly calls: readonly SandboxCall[] }) {
  return (
    <Section title="Calls">
      {calls.length === 0 ? (
        <Empty>Nobody has called the sandbox.</Empty>
      ) : (
        <table class="stacked">
          <TableHead titles={['Time', 'Call', 'Status', 'Took']} />
          <tbody>
            {calls.map(({ time, method, path, status, isSuccess, durationMs }, index) => (
              <tr key={`${time} ${path} ${calls.length - index}`}>
                <td>
                  <Time at={time} />
                </td>
                <Cell title="Call">
                  <code>
                    {method} <Their text={path} />
                  </code>
                </Cell>
                <Cell title="Status">
                  <Badge severity={isSuccess ? 'success' : 'warning'}>{status ?? 'no answer'}</Badge>
                </Cell>
                <Cell title="Took">{durationMs === undefined ? undefined : milliseconds(durationMs)}</Cell>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
