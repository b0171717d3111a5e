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
                <Cell title="Access">
                  {access.length > 0 &&
                    access.map(({ id, name }) => (
                      <EntityButtons
                        key={id}
                        name={name}
                        isBusy={isBusy}
                        deeds={['remove']}
                        on={(deed) => onChange({ username, entityId: id, deed })}
                        who={username}
                      />
                    ))}
                </Cell>
                <Cell title="Pending">
                  {pending.length > 0 &&
                    pending.map(({ id, name }) => (
                      <EntityButtons
                        key={id}
                        name={name}
                        isBusy={isBusy}
                        deeds={['grant', 'deny']}
                        on={(deed) => onChange({ username, entityId: id, deed })}
                        who={username}
                      />
                    ))}
                </Cell>
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
