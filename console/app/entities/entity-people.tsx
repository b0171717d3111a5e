/** The people of one entity, and what is pending there. */
import { useSignal } from '@preact/signals';
import type { Severity } from '../../shapes/activity.ts';
import type { ApproveRequest, EntityPeople, EntityPerson, EntitySummary } from '../../shapes/entities.ts';
import { post, stage } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { finishedJobs } from '../jobs.tsx';
import { useLoaded } from '../loaded.ts';
import { Badge, Cell, Empty, Failed, Link, Loading, Their, Time } from '../parts.tsx';
import { Section } from '../section.tsx';
import { useSubmit } from '../submit.ts';
import { withShortHashes } from '../time.ts';

const severities: Readonly<Record<EntityPerson['answer'], Severity>> = {
  yes: 'success',
  pending: 'warning',
  no: 'plain',
};

export function EntityPeopleSection({ entity }: { readonly entity: EntitySummary }) {
  const path = `/entities/people?id=${encodeURIComponent(entity.id)}`;
  const { answer, problem, isLoading } = useLoaded<EntityPeople>(path, finishedJobs.value).value;
  const approving = useSignal<EntityPerson | undefined>(undefined);
  // The service approves by the client of the entity. Its users are administrators there, the default one may not be.
  const canApprove = entity.hasClient && !stage.value?.isReadOnly;
  return (
    <Section title={`People of ${entity.name}`}>
      {problem && <Failed problem={problem} />}
      {isLoading && !answer && <Loading what="the people" />}
      {answer && answer.people.length === 0 && <Empty>Nobody has access, and nobody waits for it.</Empty>}
      {answer && answer.people.length > 0 && (
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col">Login</th>
              <th scope="col">Access</th>
              <th scope="col">Why</th>
              <th scope="col">Since</th>
              <th scope="col">Requested</th>
              <th scope="col">Asked by</th>
              {canApprove && <th scope="col">Change</th>}
            </tr>
          </thead>
          <tbody>
            {answer.people.map((person) => (
              <tr key={person.login}>
                <td>
                  <Link to={`/people?person=${encodeURIComponent(person.login)}`}>
                    <Their text={person.login} />
                  </Link>
                </td>
                <Cell title="Access">
                  <Badge severity={severities[person.answer]}>{person.answer}</Badge> {person.state}
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
                          approving.value = person;
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
          entity={entity}
          login={approving.value.login}
          onClose={() => {
            approving.value = undefined;
          }}
        />
      )}
    </Section>
  );
}

interface ApproveDialogProps {
  readonly entity: EntitySummary;
  readonly login: string;
  readonly onClose: () => void;
}

function ApproveDialog({ entity, login, onClose }: ApproveDialogProps) {
  const reason = useSignal('');
  const { isBusy, problem, submit } = useSubmit();
  const approve = async () => {
    const request: ApproveRequest = { login, entityId: entity.id, reason: reason.value };
    await post('/entities/approve', request);
    onClose();
  };
  return (
    <Dialog title="Approve" onClose={onClose}>
      <p>
        Grants the pending request of <Their text={login} /> for <Their text={entity.name} />, by the OAuth client of
        the entity.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(approve);
        }}
      >
        <label>
          Reason, for the audit log
          <input
            type="text"
            required
            maxLength={500}
            value={reason}
            onInput={({ currentTarget }) => {
              reason.value = currentTarget.value;
            }}
          />
        </label>
        {problem.value && <Failed problem={problem.value} />}
        <p class="actions">
          <button type="submit" class="primary" disabled={isBusy}>
            Approve
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}
