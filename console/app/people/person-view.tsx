/** All that is known of one person. */
import { useSignal } from '@preact/signals';
import type { BlockRow, PersonDetail } from '../../shapes/people.ts';
import { stage } from '../api.ts';
import { finishedJobs } from '../jobs.tsx';
import { usePageActions } from '../keys.ts';
import { useLoaded } from '../loaded.ts';
import { Command, Facts, Failed, Link, Loading, Their, Time, word } from '../parts.tsx';
import { changeQuery, parameter, withQuery } from '../router.ts';
import { Section } from '../section.tsx';
import { count } from '../time.ts';
import { CompareSection } from './compare-section.tsx';
import { EntityTable } from './entity-table.tsx';
import { HistoryTable } from './history-table.tsx';
import { personAddress } from './person-address.ts';
import { RevokeDialog } from './revoke-dialog.tsx';
import { DecisionTable, SourceAccounts } from './source-accounts.tsx';
import { UnblockDialog } from './unblock-dialog.tsx';
import { ZuoraSection } from './zuora-section.tsx';

/** What a dialog is about, as it was when it opened. */
interface Asked {
  readonly what: 'revoke' | 'unblock';
  readonly detail: PersonDetail;
}

/** @param name a login, or the id of the person. Of several logins the one that was searched is shown */
export function PersonView({ name }: { readonly name: string }) {
  const version = useSignal(0);
  const dialog = useSignal<Asked | undefined>(undefined);
  const chosen = parameter('query');
  const path = `/people/person?login=${encodeURIComponent(name)}${chosen && `&chosen=${encodeURIComponent(chosen)}`}`;
  const { answer, problem, isLoading } = useLoaded<PersonDetail>(path, version.value + finishedJobs.value);
  const isReadOnly = stage.value?.isReadOnly ?? true;
  const canAct = answer !== undefined && !isReadOnly && !hasLost(answer);
  const ask = (what: Asked['what']) => () => {
    if (canAct) dialog.value = { what, detail: answer };
  };
  const again = () => {
    version.value += 1;
  };
  const hasBlocks = (answer?.blocks.length ?? 0) > 0;
  usePageActions([
    { key: 'u', does: 'Read the person again', run: again },
    ...(!canAct ? [] : [{ key: 'x', does: 'End all access of this person', run: ask('revoke') }]),
    ...(!canAct || !hasBlocks ? [] : [{ key: 'b', does: 'Unblock this person', run: ask('unblock') }]),
    {
      key: 'Escape',
      does: 'Back to all people',
      run: () => changeQuery({ person: undefined }, true),
    },
  ]);
  const close = () => {
    dialog.value = undefined;
    again();
  };
  return (
    <div class="page person">
      <div class="heading">
        <p class="back">
          <Link to={withQuery({ person: undefined, from: undefined, to: undefined })}>People</Link>
        </p>
        <h1>
          <Their text={answer?.login ?? name} />
        </h1>
        <p class="actions">
          <button type="button" onClick={again} disabled={isLoading}>
            Read again
          </button>
          {canAct && (
            <button type="button" class="danger" onClick={ask('revoke')}>
              End all access…
            </button>
          )}
        </p>
        <Command words={['history', word(answer?.login ?? name)]} />
      </div>
      {problem && <Failed problem={problem} />}
      {isLoading && !answer && <Loading what="the person" />}
      {answer && <Sections detail={answer} onUnblock={canAct ? ask('unblock') : undefined} />}
      {dialog.value?.what === 'revoke' && <RevokeDialog detail={dialog.value.detail} onClose={close} />}
      {dialog.value?.what === 'unblock' && <UnblockDialog detail={dialog.value.detail} onClose={close} />}
    </div>
  );
}

/** Whether the login that names them is somebody else's now: what was done to it would happen to the other. */
function hasLost({ login, lostLogins }: PersonDetail): boolean {
  return lostLogins.includes(login);
}

interface SectionsProps {
  readonly detail: PersonDetail;
  readonly onUnblock: (() => void) | undefined;
}

function Sections({ detail, onUnblock }: SectionsProps) {
  const { login, otherLogins, lostLogins, facts, entities, blocks, sources, decisions, otherEntries } = detail;
  return (
    <>
      {lostLogins.map((lost) => (
        <p key={lost} class="notice">
          The login <Their text={lost} /> is somebody else’s now. Nothing of it is shown or changed here.
        </p>
      ))}
      {otherLogins.map((other) => (
        <p key={other} class="notice">
          They have the login{' '}
          <Link to={personAddress(other, detail.id)}>
            <Their text={other} />
          </Link>{' '}
          too. Its access and its history are not on this page.
        </p>
      ))}
      {otherEntries > 0 && (
        <p class="notice">
          Another account had the login <Their text={login} /> before. Its {count(otherEntries, 'entry', 'entries')} of
          the audit log are left out here. The command at the top has them.
        </p>
      )}
      <Facts facts={facts} />
      {blocks.length > 0 && <Blocks blocks={blocks} onUnblock={onUnblock} />}
      <Section title="Access">
        <EntityTable entities={entities} />
      </Section>
      {!hasLost(detail) && <ZuoraSection detail={detail} />}
      {sources.length > 0 && (
        <Section title="What is known">
          <SourceAccounts accounts={sources} />
        </Section>
      )}
      {decisions.length > 0 && (
        <Section title="What the policy decided last">
          <DecisionTable decisions={decisions} />
        </Section>
      )}
      {!hasLost(detail) && <CompareSection detail={detail} />}
      <Section title="History">
        <HistoryTable detail={detail} />
      </Section>
    </>
  );
}

interface BlocksProps {
  readonly blocks: readonly BlockRow[];
  readonly onUnblock: (() => void) | undefined;
}

function Blocks({ blocks, onUnblock }: BlocksProps) {
  return (
    <section class="notice blocks" aria-label="Revocations in force">
      <p>
        <strong>Revoked.</strong> These entities stay closed until the revocation is lifted.
      </p>
      <ul>
        {blocks.map(({ entityId, entity, revokedAt, isHeld }) => (
          <li key={entityId}>
            <Their text={entity} /> since <Time at={revokedAt} />:{' '}
            {isHeld ? 'held, only unblock lifts it' : 'a newer request lifts it'}
          </li>
        ))}
      </ul>
      {onUnblock && (
        <p>
          <button type="button" onClick={onUnblock}>
            Unblock…
          </button>
        </p>
      )}
    </section>
  );
}
