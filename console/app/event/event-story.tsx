/** What is known of one event: what happened, its record, and what it announced. */
import type { EventRecord, EventStep, EventStory } from '../../shapes/event.ts';
import { Badge, Empty, Facts, Link, Their, Time } from '../parts.tsx';
import { personAddress } from '../people/person-address.ts';
import { Section } from '../section.tsx';

export function Story({ story }: { readonly story: EventStory }) {
  const { login, records, changes, steps, letter, isPart, searchedFrom } = story;
  const titles = toldApart(records.map(({ operation, outcome }) => `Ledger: ${operation}, ${outcome}`));
  const changeTitles = toldApart(changes.map(() => 'Change announced for a date'));
  return (
    <>
      <p class="links">
        {login && (
          <Link to={personAddress(login)}>
            What is known of <Their text={login} />
          </Link>
        )}
        {letter && <Link to={`/dead-letters?letter=${encodeURIComponent(letter)}`}>The dead letter</Link>}
      </p>
      {isPart && <p class="notice">Only a part of the ledger was searched. Give the source too, in the terminal.</p>}
      {searchedFrom && (
        <p class="notice">
          A day has too many deliveries. The log before <Time at={searchedFrom} /> was not searched for those of the
          event.
        </p>
      )}
      <Section title="What happened">
        {steps.length === 0 ? (
          <Empty>The log of the last day has no delivery of it.</Empty>
        ) : (
          <Timeline steps={steps} />
        )}
        {!login && (
          <Empty>No login of a person is known for it. So the audit log is not searched for its effects.</Empty>
        )}
      </Section>
      {records.map((record, index) => (
        <RecordView key={`${record.operation} ${record.facts['Event']}`} title={titles[index] ?? ''} record={record} />
      ))}
      {changes.map((change, index) => (
        <Section key={String(change['Id'])} title={changeTitles[index] ?? ''}>
          <Facts facts={change} />
        </Section>
      ))}
    </>
  );
}

function Timeline({ steps }: { readonly steps: readonly EventStep[] }) {
  return (
    <ol class="timeline">
      {steps.map(({ at, title, severity, facts }) => (
        <li key={`${at} ${title} ${facts['Entity'] ?? facts['Message ID']}`}>
          <p>
            <Time at={at} /> <Badge severity={severity}>{title}</Badge>
          </p>
          <Facts facts={facts} />
        </li>
      ))}
    </ol>
  );
}

/** Each region of a page needs a name of its own. */
function toldApart(titles: readonly string[]): readonly string[] {
  return titles.map((title, index) => {
    const count = titles.filter((other) => other === title).length;
    const place = titles.slice(0, index + 1).filter((other) => other === title).length;
    return count === 1 ? title : `${title} (${place} of ${count})`;
  });
}

interface RecordViewProps {
  readonly title: string;
  readonly record: EventRecord;
}

function RecordView({ title, record: { facts, nextStep } }: RecordViewProps) {
  return (
    <Section title={title}>
      {nextStep && (
        <p class="notice">
          <strong>What to do:</strong> {nextStep}
        </p>
      )}
      <Facts facts={facts} />
    </Section>
  );
}
