/** The people of one entity, and what is pending there. */
import { useSignal } from '@preact/signals';
import type { EntityPeople, EntitySummary } from '../../shapes/entities.ts';
import { accessSeverities } from '../access-severities.ts';
import { stage } from '../api.ts';
import { finishedJobs } from '../jobs.tsx';
import { useLoaded } from '../loaded.ts';
import { Badge, Cell, Empty, Failed, Link, Loading, Their, Time } from '../parts.tsx';
import { personAddress } from '../people/person-address.ts';
import { Section } from '../section.tsx';
import { TableHead } from '../table-head.tsx';
import { withShortHashes } from '../time.ts';
import { ApproveDialog } from './approve-dialog.tsx';

interface Approving {
  readonly entity: EntitySummary;
  readonly login: string;
  readonly person: string | undefined;
}

export function EntityPeopleSection({ entity }: { readonly entity: EntitySummary }) {
  const path = `/entities/people?id=${encodeURIComponent(entity.id)}`;
  const { answer, problem, isLoading } = useLoaded<EntityPeople>(path, finishedJobs.value);
  /** What the dialog is about, as it was when it opened. */
  const approving = useSignal<Approving | undefined>(undefined);
  // The service approves by the client of the entity. Its users are administrators there, the default one may not be.
  const canApprove = entity.hasClient === true && !stage.value?.isReadOnly;
  return (
    <Section title={`People of ${entity.name}`}>
      {problem && <Failed problem={problem} />}
      {isLoading && !answer && <Loading what="the people" />}
      {answer && answer.people.length === 0 && <Empty>Nobody has access, and nobody waits for it.</Empty>}
      {answer && answer.people.length > 0 && (
        <table class="stacked">
          <TableHead titles={['Login', 'Access', 'Why', 'Since', 'Requested', 'Asked by', canApprove && 'Change']} />
          <tbody>
            {answer.people.map((person) => (
              <tr key={person.login}>
                <td>
                  <Link to={personAddress(person.login, person.person)}>
                    <Their text={person.login} />
                  </Link>
                </td>
                <Cell title="Access">
                  <Badge severity={accessSeverities[person.answer]}>{person.answer}</Badge> {person.state}
                </Cell>
                <Cell title="Why">
                  <Their text={withShortHashes(person.why)} />
                </Cell>
                <Cell title="Since">{person.since && <Time at={person.since} />}</Cell>
                <Cell title="Requested">{person.requestedAt && <Time at={person.requestedAt} />}</Cell>
                <Cell title="Asked by">{person.askedBy.length > 0 && <Their text={person.askedBy.join(', ')} />}</Cell>
                {canApprove && (
                  <td>
                    {person.answer === 'pending' && (
                      <button
                        type="button"
                        aria-label={`Approve the request of ${person.login}`}
                        onClick={() => {
                          approving.value = { entity, login: person.login, person: person.person };
                        }}
                      >
                        Approve…
                      </button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {approving.value && (
        <ApproveDialog
          {...approving.value}
          onClose={() => {
            approving.value = undefined;
          }}
        />
      )}
    </Section>
  );
}
