/** One outcome with all that its line in the log says. */
import type { ActivityRow } from '../../shapes/activity.ts';
import { Badge, Command, Facts, Link, Their, word } from '../parts.tsx';
import { personAddress } from '../people/person-address.ts';
import { changeQuery } from '../router.ts';
import { longTime, milliseconds } from '../time.ts';

export function ActivityDetail({ row }: { readonly row: ActivityRow }) {
  const { outcome, severity, person, login, at, operation, requests } = row;
  const request = requests.map(({ entity, id }) => (entity ? `${id} in ${entity}` : id)).join(', ');
  return (
    <aside class="detail" aria-label="Selected outcome">
      <header>
        <h2>
          <Badge severity={severity}>{outcome}</Badge> {person && <Their text={person} />}
        </h2>
        <button type="button" class="quiet" onClick={() => changeQuery({ event: undefined })}>
          Close
        </button>
      </header>
      <Facts
        facts={{
          Time: longTime(at),
          Operation: operation,
          Entities: row.entities.join(', ') || undefined,
          Change: row.terms.join(', ') || undefined,
          'Asked by': row.requester,
          'Asked because': row.requestReason,
          Reason: row.reason,
          Detail: row.detail,
          'Superseded by': row.supersededBy.join('; ') || undefined,
          Attempt: row.attempt,
          'Next attempt': row.retryInSeconds === undefined ? undefined : `in ${row.retryInSeconds} s`,
          Duration: row.durationMs === undefined ? undefined : milliseconds(row.durationMs),
          Event: row.eventId,
          Source: row.source,
          Correlation: row.correlationId,
          'Message ID': row.messageId,
          'Zuora request': request || undefined,
        }}
      />
      <p class="links">
        <Link to={`/event?id=${encodeURIComponent(row.eventId ?? row.messageId)}`}>The whole way of the event</Link>
        {login && <Link to={personAddress(login)}>What is known of this person</Link>}
        {outcome === 'dead-letter' && (
          <Link to={`/dead-letters?letter=${encodeURIComponent(row.messageId)}`}>The dead letter</Link>
        )}
      </p>
      <Command words={['status', word(row.eventId ?? row.messageId)]} />
    </aside>
  );
}
