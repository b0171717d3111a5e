/** The users of the sandbox, and what an administrator can do about their access in Zuora. */
import type { AccessChange, SandboxUser } from '../../shapes/sandbox.ts';
import { stage } from '../api.ts';
import { Badge, Cell, Empty, Their } from '../parts.tsx';
import { Section } from '../section.tsx';
import type { Submission } from '../submit.ts';
import { TableHead } from '../table-head.tsx';

interface UsersProps {
  readonly users: readonly SandboxUser[];
  /** Whether another change is under way. */
  readonly isBusy: Submission['isBusy'];
  readonly onChange: (change: AccessChange) => void;
}

export function Users({ users, isBusy, onChange }: UsersProps) {
  function buttons(username: string, entities: SandboxUser['access'], deeds: readonly AccessChange['deed'][]) {
    if (entities.length === 0) return undefined;
    return entities.map(({ id, name }) => (
      <EntityButtons
        key={id}
        name={name}
        isBusy={isBusy}
        deeds={deeds}
        on={(deed) => onChange({ username, entityId: id, deed })}
        who={username}
      />
    ));
  }
  return (
    <Section title="Users">
      {users.length === 0 ? (
        <Empty>The sandbox has no users.</Empty>
      ) : (
        <table class="stacked">
          <TableHead titles={['Login', 'Home', 'Access', 'Pending']} />
          <tbody>
            {users.map(({ username, status, home, access, pending }) => (
              <tr key={username}>
                <td>
                  <Their text={username} /> {status !== 'active' && <Badge severity="warning">{status}</Badge>}
                </td>
                <Cell title="Home">{home}</Cell>
                <Cell title="Access">{buttons(username, access, ['remove'])}</Cell>
                <Cell title="Pending">{buttons(username, pending, ['grant', 'deny'])}</Cell>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

interface EntityButtonsProps {
  readonly name: string;
  readonly who: string;
  readonly isBusy: Submission['isBusy'];
  readonly deeds: readonly AccessChange['deed'][];
  readonly on: (deed: AccessChange['deed']) => void;
}

function EntityButtons({ name, who, isBusy, deeds, on }: EntityButtonsProps) {
  return (
    <span class="entity">
      {name}
      {(stage.value?.isReadOnly ? [] : deeds).map((deed) => (
        <button
          key={deed}
          type="button"
          class="quiet"
          disabled={isBusy}
          aria-label={`${deed} ${name} of ${who}`}
          onClick={() => on(deed)}
        >
          {deed}
        </button>
      ))}
    </span>
  );
}
